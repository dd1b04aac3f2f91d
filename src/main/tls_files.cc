#include "main/tls_files.h"

#include <utility>

#include "store/atomic_file.h"
#include "store/secret_file.h"

namespace likely {

Result<TlsFiles> read_tls_files(const ServeOptions& options) {
  TlsFiles files;
  ASSIGN(files.private_key, read_secret_file(options.tls_key));
  auto chain = read_file(options.tls_certificate);
  if (!chain) return fail(ErrorCode::kUsage, chain.error().message);
  files.certificate_chain = std::move(*chain);
  return files;
}

}  // namespace likely
