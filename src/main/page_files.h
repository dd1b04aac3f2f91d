#pragma once

#include <span>

#include "http/pages.h"

namespace likely {

// The web pages as the build made them of ui/, in the program's own memory.
std::span<const http::PageFile> page_files();

}  // namespace likely
