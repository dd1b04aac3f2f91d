#include "http/answer_head.h"

#include <ctime>
#include <utility>

#include "base/format.h"

namespace likely::http {

namespace {

constexpr std::pair<int, std::string_view> kReasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
};

std::string_view reason_of(int status) {
  for (const auto& [known, reason] : kReasons) {
    if (known == status) return reason;
  }
  return {};  // a client goes by the number
}

}  // namespace

std::string_view DateText::at(TimeUs now) {
  if (now >= until_ || now < until_ - kSecondUs) {
    const auto second = static_cast<std::time_t>(now / kSecondUs);
    std::tm parts{};
    gmtime_r(&second, &parts);
    char text[40];
    text_.assign(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts));
    until_ = (second + 1) * kSecondUs;
  }
  return text_;
}

bool has_no_body(int status) { return status == 204 || status == 304; }

std::string answer_head(const Response& response, bool keep_alive, std::string_view date) {
  std::string head =
      format("HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status, reason_of(response.status), date);
  if (!has_no_body(response.status)) {
    head += format("Content-Length: {}\r\n", response.body.size());
    if (!response.content_type.empty()) {
      head += format("Content-Type: {}\r\n", response.content_type);
    }
  }
  if (!keep_alive) head += "Connection: close\r\n";
  for (const auto& [name, value] : response.headers) {
    // A line break in a value would begin another header.
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) continue;
    head += name;
    head += ": ";
    head += value;
    head += "\r\n";
  }
  head += "\r\n";
  return head;
}

}  // namespace likely::http
