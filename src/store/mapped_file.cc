#include "store/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/atomic_file.h"

namespace likely {

Result<MappedFile> MappedFile::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return disk_failure(path, "opening");
  struct stat info {};
  void* data = nullptr;
  const bool known = fstat(descriptor, &info) == 0;
  const auto size = known ? static_cast<size_t>(info.st_size) : 0;
  if (known && size > 0) data = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  close(descriptor);
  if (!known || data == MAP_FAILED) return disk_failure(path, "mapping");
  return MappedFile(static_cast<const char*>(data), size);
}

void MappedFile::drop_pages() const {
  if (data_ != nullptr) madvise(const_cast<char*>(data_), size_, MADV_DONTNEED);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) munmap(const_cast<char*>(data_), size_);
}

}  // namespace likely
