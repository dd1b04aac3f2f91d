#include "services/settings.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>

#include "base/temp_folder_for_test.h"

namespace likely {
namespace {

class Settings : public testing::Test {
 protected:
  Result<ServeOptions> read(std::map<std::string_view, std::string> flags = {}) const {
    return read_settings({.flags = std::move(flags),
                          .variable =
                              [this](const char* name) {
                                const auto found = variables_.find(name);
                                return found == variables_.end() ? nullptr : found->second.c_str();
                              },
                          .file = file_});
  }
  std::string wrong(std::map<std::string_view, std::string> flags = {}) const {
    const auto options = read(std::move(flags));
    if (options) return "";
    EXPECT_EQ(options.error().code, ErrorCode::kUsage);
    return options.error().message;
  }
  void write(std::string_view text) {
    file_ = folder_.path() + "/likely.toml";
    std::ofstream(file_) << text;
  }

  TempFolder folder_;
  std::map<std::string, std::string> variables_;
  std::string file_;
};

TEST_F(Settings, HaveDefaults) {
  const auto options = read();
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->listen, "127.0.0.1:8080");
  EXPECT_EQ(options->io_threads, 2);
  EXPECT_EQ(options->read_rate, 20'000);
  EXPECT_EQ(options->log_level, "info");
  EXPECT_FALSE(options->insecure);
  EXPECT_TRUE(options->trusted_proxies.empty());
}

TEST_F(Settings, AFlagGoesBeforeAVariableThatBeforeTheFile) {
  write("retention-days = 1\ndrain-s = 1\nio-threads = 1\ninsecure = true\n");
  variables_ = {{"LIKELY_RETENTION_DAYS", "2"}, {"LIKELY_DRAIN_S", "2"}, {"LIKELY_IO_THREADS", ""}};
  const auto options = read({{"retention-days", "3"}, {"insecure", "false"}});
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->retention_days, 3);
  EXPECT_EQ(options->drain_s, 2);
  EXPECT_EQ(options->io_threads, 1);
  EXPECT_FALSE(options->insecure);
}

TEST_F(Settings, AListIsWrittenByCommasOrAsOne) {
  const std::vector<std::string> both = {"10.0.0.7", "::1"};
  EXPECT_EQ(read({{"trusted-proxy", "10.0.0.7, ::1"}})->trusted_proxies, both);
  write("trusted-proxy = [\"10.0.0.7\", \"::1\"]\n");
  EXPECT_EQ(read()->trusted_proxies, both);
}

TEST_F(Settings, WrongFilesNameTheLineAndTheKey) {
  const std::pair<std::string, std::string> cases[] = {
      {"\nretention_days = 3\n",
       " line 2: `retention_days`: there is no such setting; did you mean "
       "`retention-days`?"},
      {"[serve]\nlisten = \"a:1\"\n", " line 1: `serve`: there is no such setting; see"},
      {"listen = 8080\n", " line 1: `listen`: must be a text in quotes"},
      {"listen = \"8080\"\n", " line 1: `listen` 8080: write address:port"},
      {"retention-days = \"3\"\n", " line 1: `retention-days`: must be a whole number"},
      {"retention-days = 3.5\n", " line 1: `retention-days`: must be a whole number"},
      {"retention-days = -1\n",
       " line 1: `retention-days` -1: must be a whole number from 0 to 36500"},
      {"io-threads = 9999999999\n", "must be a whole number from 1 to 256"},
      {"insecure = \"yes\"\n", " line 1: `insecure`: must be true or false"},
      {"trusted-proxy = [1]\n", " line 1: `trusted-proxy`: must be a list of texts"},
      {"retrain = \"sometimes\"\n", " line 1: `retrain` sometimes: "},
      {"log-level = \"loud\"\n", "must be one of error, warning, info, debug"},
      {"listen = \n", " line 1: not TOML"},
      {"listen = \"a:1\"\nlisten = \"a:2\"\n", " line 2: not TOML"},
  };
  for (const auto& [text, said] : cases) {
    write(text);
    const std::string message = wrong();
    EXPECT_NE(message.find(said), std::string::npos) << text << " → " << message;
    EXPECT_TRUE(message.starts_with(file_)) << message;
  }
}

TEST_F(Settings, AMissingFileIsRefused) {
  file_ = folder_.path() + "/none.toml";
  EXPECT_TRUE(wrong().starts_with("--config " + file_)) << wrong();
}

TEST_F(Settings, WrongFlagsAndVariablesAreNamed) {
  EXPECT_TRUE(wrong({{"drain-s", "ten"}}).starts_with("--drain-s ten: must be")) << "";
  EXPECT_TRUE(wrong({{"log-level", ""}}).starts_with("--log-level : must be")) << "";
  variables_["LIKELY_INSECURE"] = "perhaps";
  EXPECT_TRUE(wrong().starts_with("LIKELY_INSECURE perhaps: must be true or false")) << wrong();
}

}  // namespace
}  // namespace likely
