#pragma once

#include <string>

#include "base/result.h"
#include "services/serve.h"

namespace likely {

// PEM texts, as the files of a certificate and its key have them now.
struct TlsFiles {
  std::string certificate_chain, private_key;
};

// kUsage: a file cannot be read, or others can read the key.
Result<TlsFiles> read_tls_files(const ServeOptions& options);

}  // namespace likely
