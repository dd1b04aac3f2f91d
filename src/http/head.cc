#include "http/head.h"

#include <algorithm>
#include <charconv>

namespace likely::http {

namespace {

using Failure = std::unexpected<HeadError>;

Failure bad(std::string message, int status = 400) {
  return Failure(HeadError{status, std::move(message)});
}

bool is_token_character(char c) {
  if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_character);
}

bool is_visible(char c) { return c > 0x20 && c < 0x7f; }

// Text of a header's value: no control characters but a tab.
bool is_value_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// Whether a comma separated list holds the word.
bool lists(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::string_view one = list.substr(0, list.find(','));
    if (lower(trim(one)) == word) return true;
    list.remove_prefix(std::min(list.size(), one.size() + 1));
  }
  return false;
}

// The next line without its CRLF; nothing when it does not end so.
std::optional<std::string_view> take_line(std::string_view& text) {
  const size_t end = text.find('\n');
  if (end == std::string_view::npos || end == 0 || text[end - 1] != '\r') return {};
  const std::string_view line = text.substr(0, end - 1);
  text.remove_prefix(end + 1);
  return line;
}

std::expected<void, HeadError> read_request_line(std::string_view line, Head& head) {
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return bad("the request line is not whole");
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(method)) return bad("the method is no word");
  if (!version.starts_with("HTTP/")) return bad("the request line has no HTTP version");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return bad("this is HTTP/1.1", 505);
  const bool is_path = target.starts_with('/') || (target == "*" && method == "OPTIONS");
  if (!is_path || !std::ranges::all_of(target, is_visible) || target.contains('#')) {
    return bad("the request target is no path");
  }
  head.method = method;
  head.is_http_1_0 = version == "HTTP/1.0";
  const size_t question = target.find('?');
  head.path = target.substr(0, question);
  if (question != std::string_view::npos) head.query = target.substr(question + 1);
  return {};
}

std::expected<void, HeadError> read_header(std::string_view line, Head& head) {
  if (line.front() == ' ' || line.front() == '\t') return bad("a header goes over two lines");
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return bad("a header has no colon");
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trim(line.substr(colon + 1));
  if (!is_token(name)) return bad("a header's name is no word");
  if (!std::ranges::all_of(value, is_value_character))
    return bad("a header holds a control character");
  head.headers.add(std::string(name), std::string(value));
  return {};
}

// How long the body is, told once and in one way.
std::expected<void, HeadError> read_framing(Head& head) {
  const Headers& headers = head.headers;
  const size_t lengths = headers.count("content-length");
  const size_t codings = headers.count("transfer-encoding");
  if (lengths + codings > 1) return bad("the length of the body is told twice");
  if (codings == 1) {
    if (head.is_http_1_0) return bad("HTTP/1.0 has no Transfer-Encoding");
    if (lower(*headers.find("transfer-encoding")) != "chunked") {
      return bad("of transfer codings only chunked is read", 501);
    }
    head.is_chunked = true;
  }
  if (lengths == 1) {
    constexpr size_t kMostDigits = 18;
    const std::string_view text = *headers.find("content-length");
    const bool is_number = !text.empty() && text.size() <= kMostDigits &&
                           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_number) return bad("Content-Length is no number");
    uint64_t length = 0;
    std::from_chars(text.data(), text.data() + text.size(), length);
    head.content_length = length;
  }
  return {};
}

std::expected<void, HeadError> read_connection(Head& head) {
  const Headers& headers = head.headers;
  const size_t hosts = headers.count("host");
  if (hosts > 1 || (hosts == 0 && !head.is_http_1_0)) return bad("there must be one Host");
  const std::string_view connection = headers.find("connection").value_or("");
  head.keep_alive =
      head.is_http_1_0 ? lists(connection, "keep-alive") : !lists(connection, "close");
  if (const auto expect = headers.find("expect")) {
    if (lower(*expect) != "100-continue")
      return bad("of expectations only 100-continue is met", 417);
    head.expects_continue = !head.is_http_1_0;
  }
  return {};
}

}  // namespace

std::expected<Head, HeadError> read_head(std::string_view text) {
  Head head;
  const auto first = take_line(text);
  if (!first) return bad("the request line does not end with CRLF");
  if (auto read = read_request_line(*first, head); !read) return Failure(read.error());
  for (;;) {
    const auto line = take_line(text);
    if (!line) return bad("a header does not end with CRLF");
    if (line->empty()) break;
    if (auto read = read_header(*line, head); !read) return Failure(read.error());
  }
  if (auto read = read_framing(head); !read) return Failure(read.error());
  if (auto read = read_connection(head); !read) return Failure(read.error());
  return head;
}

std::string_view begun_path(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  const size_t begin = line.find(' ');
  if (begin == std::string_view::npos) return {};
  const std::string_view target = line.substr(begin + 1);
  return target.substr(0, target.find_first_of(" ?\r"));
}

ChunkReader::Status ChunkReader::read(std::string_view& in, std::string& out) {
  while (!in.empty()) {
    if (state_ == State::kData) {
      const size_t count = static_cast<size_t>(std::min<uint64_t>(left_, in.size()));
      out.append(in.substr(0, count));
      in.remove_prefix(count);
      left_ -= count;
      if (left_ == 0) state_ = State::kDataCr;
      continue;
    }
    const Status status = step(in.front());
    if (status == Status::kBad) return status;
    in.remove_prefix(1);
    if (status == Status::kEnd) return status;
  }
  return Status::kMore;
}

ChunkReader::Status ChunkReader::step(char c) {
  constexpr int kMostDigits = 8;
  const auto expect = [&](char wanted, State next) {
    if (c != wanted) return Status::kBad;
    state_ = next;
    return Status::kMore;
  };
  switch (state_) {
    case State::kSize: {
      if (c == '\r' && digits_ > 0) {
        state_ = State::kSizeEnd;
        return Status::kMore;
      }
      const bool is_digit = c >= '0' && c <= '9';
      const bool is_letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      if ((!is_digit && !is_letter) || ++digits_ > kMostDigits) return Status::kBad;
      left_ = left_ * 16 + static_cast<uint64_t>(is_digit ? c - '0' : (c | 0x20) - 'a' + 10);
      return Status::kMore;
    }
    case State::kSizeEnd:
      digits_ = 0;
      return expect('\n', left_ == 0 ? State::kLastCr : State::kData);
    case State::kDataCr:
      return expect('\r', State::kDataLf);
    case State::kDataLf:
      return expect('\n', State::kSize);
    case State::kLastCr:
      return expect('\r', State::kLastLf);
    case State::kLastLf:
      return c == '\n' ? Status::kEnd : Status::kBad;
    case State::kData:
      break;
  }
  return Status::kBad;
}

}  // namespace likely::http
