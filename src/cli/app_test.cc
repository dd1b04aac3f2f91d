#include "cli/app.h"

#include <gtest/gtest.h>

#include "cli/context.h"
#include "cli/did_you_mean.h"
#include "services/services.h"

namespace likely::cli {
namespace {

struct Outcome {
  int code;
  std::string out, err;
  Context context;
};

Outcome call(std::vector<const char*> words) {
  Outcome outcome;
  Services services;
  outcome.context.write_out = [&](std::string_view text) { outcome.out += text; };
  outcome.context.write_err = [&](std::string_view text) { outcome.err += text; };
  words.insert(words.begin(), "likely");
  outcome.code = run(static_cast<int>(words.size()), words.data(), outcome.context, services);
  return outcome;
}

TEST(App, ExitCodesAndWords) {
  struct Case {
    std::vector<const char*> words;
    int code;
    const char* out;  // part of it
    const char* err;
  };
  const Case cases[] = {
      {{"version"}, 0, "likely 0.", ""},
      {{"version", "--json"}, 0, "\"version\": \"0.", ""},
      {{"--json", "version"}, 0, "\"version\"", ""},
      {{"version", "--data", "x", "--threads", "2"}, 0, "likely 0.", ""},
      {{"--help"}, 0, "version", ""},
      {{"version", "--help"}, 0, "Example:\n  likely version", ""},
      {{}, 2, "", "Usage"},
      {{"verison"}, 2, "", "likely has no command 'verison'; did you mean 'version'?"},
      {{"version", "--jsno"}, 2, "", "likely version has no flag '--jsno'; did you mean '--json'?"},
      {{"version", "--thread=2"}, 2, "", "did you mean '--threads'?"},
      {{"xyzzyx"}, 2, "", "likely has no command 'xyzzyx'; see `likely --help`"},
      {{"version", "--threads", "many"}, 2, "", "--threads"},
      {{"version", "--threads", "0"}, 2, "", "--threads"},
      {{"version", "extra"}, 2, "", "extra"},
  };
  for (const Case& c : cases) {
    const Outcome outcome = call(c.words);
    const std::string line = c.words.empty() ? "(nothing)" : c.words.back();
    EXPECT_EQ(outcome.code, c.code) << line;
    EXPECT_NE(outcome.out.find(c.out), std::string::npos) << line << ": " << outcome.out;
    EXPECT_NE(outcome.err.find(c.err), std::string::npos) << line << ": " << outcome.err;
    if (c.code == 2) {
      EXPECT_EQ(outcome.out, "") << line;
    }
  }
}

TEST(App, SharedFlagsWorkOnBothSides) {
  EXPECT_EQ(call({"--data", "a", "version"}).context.data, "a");
  EXPECT_EQ(call({"version", "--data=b"}).context.data, "b");
  EXPECT_EQ(call({"version"}).context.data, "./likely-data");
}

TEST(Nearest, OnlyWhatIsNear) {
  const std::vector<std::string> names{"train", "trait", "import", "status"};
  EXPECT_EQ(nearest("tarin", names), "train");
  EXPECT_EQ(nearest("imp", names), "import");
  EXPECT_EQ(nearest("statsu", names), "status");
  EXPECT_EQ(nearest("profile", names), "");
}

}  // namespace
}  // namespace likely::cli
