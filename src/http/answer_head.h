#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "http/message.h"

namespace likely::http {

// "Mon, 23 Nov 2026 10:00:00 GMT", made once a second. One thread at a time.
class DateText {
 public:
  std::string_view at(TimeUs now);

 private:
  std::string text_;
  TimeUs until_ = 0;  // the end of the second that it names
};

// Whether an answer of that status never has a body.
bool has_no_body(int status);

// The first line and the headers of an answer, to the empty line.
std::string answer_head(const Response& response, bool keep_alive, std::string_view date);

}  // namespace likely::http
