#pragma once

#include <sys/types.h>

#include "base/result.h"
#include "store/atomic_file.h"

namespace likely {

// From the first call on, whatever this process makes is for its user alone (umask 077): the data
// folder holds people. Gives the umask that was there before, for files that the user names.
mode_t user_umask();

// file.commit() of a file that the user named: their umask says who may read it.
Result<void> commit_for_user(AtomicFile& file);

}  // namespace likely
