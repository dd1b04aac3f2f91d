#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "store/space.h"

namespace likely {

// What killed commands left below the data folder: files half written aside, a warehouse half
// written anew. `alone`: nobody else has the folder open, so that spilled pages are leftovers too.
std::vector<std::string> leftovers(const Folder& folder, bool alone);

// Whether a name is "name.writing-PID" of a process that is no more.
bool is_abandoned(const std::string& name);

// Removes them. Every command that writes does so when it opens the folder.
void remove_leftovers(const Folder& folder);

}  // namespace likely
