#include <gtest/gtest.h>

#include "cli/context.h"
#include "cli/plot.h"
#include "cli/table.h"
#include "cli/terminal_progress.h"
#include "services/numbers.h"

namespace likely::cli {
namespace {

TEST(Numbers, Text) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1234567), "1,234,567");
  EXPECT_EQ(decimal_text(-1234.5, 1), "-1,234.5");
  EXPECT_EQ(percent_text(0.123), "12 %");
  EXPECT_EQ(percent_text(0.0123), "1.2 %");
  EXPECT_EQ(percent_text(0.00012), "0.01 %");
  EXPECT_EQ(bytes_text(1536), "1.5 KiB");
  EXPECT_EQ(duration_text(3.24), "3.2 s");
  EXPECT_EQ(duration_text(200), "3 min 20 s");
  EXPECT_EQ(amount_text(2048, "bytes"), "2.0 KiB");
  EXPECT_EQ(amount_text(2048, "rows"), "2,048 rows");
  EXPECT_EQ(counted(1, "row"), "1 row");
  EXPECT_EQ(counted(0, "row"), "0 rows");
  EXPECT_EQ(counted(1234, "row"), "1,234 rows");
}

TEST(Width, CountsColumns) {
  EXPECT_EQ(width_of("abc"), 3);
  EXPECT_EQ(width_of("Käse"), 4);
  EXPECT_EQ(width_of("e\u0301"), 1);
  EXPECT_EQ(width_of("漢字"), 4);
  EXPECT_EQ(width_of("🎒"), 2);
  EXPECT_EQ(width_of("\xff\xfe"), 2);
  EXPECT_EQ(cut_to_width("Binders", 4), "Bin…");
  EXPECT_EQ(cut_to_width("漢字漢字", 4), "漢…");
  EXPECT_EQ(printable("a\nb\tc\x1b[31m"), "a\\nb\\tc\\x1b[31m");
}

TEST(Table, AlignsAndCuts) {
  Table table({{"value"}, {"people", Align::kRight}});
  table.add({"Käse", "5"});
  table.add({"a long name of a value", "1,234"});
  EXPECT_EQ(table.text(80),
            "value                   people\n"
            "Käse                         5\n"
            "a long name of a value   1,234\n");
  EXPECT_EQ(table.text(29),
            "value                  people\n"
            "Käse                        5\n"
            "a long name of a val…   1,234\n");
}

TEST(Plot, HasAxesAndFits) {
  PlotOptions options{.x_label = "people", .y_label = "conversions", .width = 50, .height = 5};
  options.low = {{0, 0}, {100, 80}};
  options.high = {{0, 0}, {100, 120}};
  options.mark_x = 20;
  const std::string text = plot({{"", {{0, 0}, {50, 80}, {100, 100}}}}, options);
  EXPECT_NE(text.find("conversions"), std::string::npos);
  EXPECT_NE(text.find("people"), std::string::npos);
  EXPECT_NE(text.find("120 ┤"), std::string::npos);
  size_t begin = 0;
  int lines = 0;
  for (size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1, ++lines) {
    EXPECT_LE(width_of(std::string_view(text).substr(begin, end - begin)), 50);
  }
  EXPECT_EQ(lines, 8);
  EXPECT_FALSE(plot({{"", {}}}, {}).empty());
  EXPECT_FALSE(plot({{"", {{0, 0}}}}, {}).empty());
}

struct FakeTerminal {
  std::string text;
  double now = 0;
  bool stop = false;
  TerminalProgressOptions options(bool terminal) {
    return {.write = [this](std::string_view t) { text += t; },
            .terminal = terminal,
            .width = 60,
            .seconds = [this] { return now; },
            .interrupted = [this] { return stop; }};
  }
};

TEST(Progress, PlainLinesAreRare) {
  FakeTerminal fake;
  TerminalProgress progress(fake.options(false));
  progress.step("importing", 1000, "rows");
  for (int i = 1; i <= 1000; ++i) {
    fake.now = i * 0.011;
    progress.at(static_cast<uint64_t>(i));
  }
  progress.finish();
  EXPECT_EQ(fake.text,
            "importing 46 %, 6.0 s left, 455 rows, 90 rows/s\n"
            "importing 91 %, 1.0 s left, 910 rows, 90 rows/s\n"
            "importing: 1,000 rows in 11 s\n");
}

TEST(Progress, TimeLeftIsSaidOnceItIsMeaningful) {
  FakeTerminal fake;
  TerminalProgress progress(fake.options(false));
  const auto drawn_at = [&](double now, uint64_t done) {
    fake.text.clear();
    fake.now = now;
    progress.at(done);
    return fake.text;
  };
  progress.step("recommending", 100'000, "people");
  EXPECT_EQ(drawn_at(10, 5), "recommending 0 %, 5 people\n");
  EXPECT_EQ(drawn_at(20, 999), "recommending 1 %, 999 people, 49 people/s\n");
  EXPECT_EQ(drawn_at(30, 50'000), "recommending 50 %, 30 s left, 50,000 people, 1,666 people/s\n");
}

TEST(Progress, WordsEndIt) {
  FakeTerminal fake;
  TerminalProgress progress(fake.options(true));
  Context context;
  context.write_out = [&](std::string_view text) { fake.text += text; };
  context.end_progress = [&] { progress.finish(); };
  progress.step("training", 0, "steps");
  fake.now = 2;
  progress.at(3);
  context.out("The model is ready.\n");
  context.out("Next: …\n");
  EXPECT_EQ(fake.text,
            "training 3 steps, 1 steps/s\r\x1b[Ktraining: 3 steps in 2.0 s\nThe model is "
            "ready.\nNext: …\n");
}

TEST(Progress, TerminalDrawsOverOneLine) {
  FakeTerminal fake;
  TerminalProgress progress(fake.options(true));
  progress.step("reading", 0, "bytes");
  fake.now = 0.2;
  progress.at(10);
  EXPECT_EQ(fake.text, "");
  fake.now = 0.5;
  progress.at(1024);
  EXPECT_EQ(fake.text, "reading 1.0 KiB, 2.0 KiB/s");
  progress.step("next", 0, "rows");
  EXPECT_EQ(fake.text, "reading 1.0 KiB, 2.0 KiB/s\r\x1b[K");
  EXPECT_FALSE(progress.cancelled());
  fake.stop = true;
  EXPECT_TRUE(progress.cancelled());
}

}  // namespace
}  // namespace likely::cli
