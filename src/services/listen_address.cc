#include "services/listen_address.h"

namespace likely {

Result<ListenAddress> ListenAddress::parse(const std::string& text) {
  const size_t colon = text.rfind(':');
  const std::string digits = colon == std::string::npos ? "" : text.substr(colon + 1);
  const bool is_number = !digits.empty() && digits.size() <= 5 &&
                         digits.find_first_not_of("0123456789") == std::string::npos;
  if (!is_number || std::stoi(digits) > 65535 || colon == 0) {
    return fail(ErrorCode::kUsage,
                "write address:port, like 127.0.0.1:8080; port 0 takes any free one");
  }
  std::string address = text.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  }
  if (address == "localhost") address = "127.0.0.1";
  return ListenAddress{address, static_cast<uint16_t>(std::stoi(digits))};
}

}  // namespace likely
