#include <gtest/gtest.h>

#include "domain/time.h"
#include "events/csv.h"
#include "events/flat_reader.h"
#include "events/row_splitter.h"

namespace likely {
namespace {

using Strings = std::vector<std::string>;

struct CsvCase {
  std::string row;
  Strings fields;  // empty: refused
};

class CsvRows : public testing::TestWithParam<CsvCase> {};

TEST_P(CsvRows, AreSplit) {
  CsvRow out;
  const auto parsed = parse_csv_row(GetParam().row, ',', out);
  EXPECT_EQ(parsed.has_value(), !GetParam().fields.empty());
  if (parsed) {
    EXPECT_EQ(Strings(out.fields.begin(), out.fields.end()), GetParam().fields);
  }
}

INSTANTIATE_TEST_SUITE_P(Table, CsvRows,
                         testing::Values(CsvCase{"a,b,c\n", {"a", "b", "c"}},
                                         CsvCase{"a,,c\r\n", {"a", "", "c"}},
                                         CsvCase{"a,", {"a", ""}}, CsvCase{"", {""}},
                                         CsvCase{R"("a,b","c ""d""",e)", {"a,b", "c \"d\"", "e"}},
                                         CsvCase{R"("","""")", {"", "\""}},
                                         CsvCase{"\"two\nlines\",x", {"two\nlines", "x"}},
                                         CsvCase{"5\" pipe,x", {"5\" pipe", "x"}},
                                         CsvCase{"\"open,x", {}}, CsvCase{"\"a\"b,x", {}}));

TEST(CsvHeader, NamesColumns) {
  EXPECT_EQ(parse_csv_header(" a ,b,,b\n", ',').value(), (Strings{"a", "b", "column3", "b_2"}));
  EXPECT_FALSE(parse_csv_header(std::string_view("a\0b", 3), ','));
  EXPECT_FALSE(parse_csv_header("\xff\xfe", ','));
  EXPECT_FALSE(parse_csv_header("\n", ','));
  EXPECT_EQ(guess_csv_delimiter("a;b;c,d"), ';');
  EXPECT_EQ(guess_csv_delimiter("a"), ',');
}

// Everything that a splitter gives when fed in pieces of that size.
RowBlock split(std::string_view text, char delimiter, size_t piece, size_t max_row = 100) {
  RowSplitter splitter(delimiter, max_row);
  RowBlock all;
  const auto add = [&] {
    RowBlock block = splitter.take();
    for (size_t i = 0; i < block.rows.size(); ++i) {
      const auto begin = static_cast<uint32_t>(all.text.size());
      all.text += block.row(i);
      all.rows.push_back({begin, static_cast<uint32_t>(all.text.size()), block.rows[i].line});
    }
    for (auto& discard : block.discards) all.discards.push_back(std::move(discard));
  };
  for (size_t at = 0; at < text.size(); at += piece) {
    splitter.feed(text.substr(at, piece));
    add();
  }
  splitter.finish();
  add();
  return all;
}

Strings rows_of(const RowBlock& block) {
  Strings rows;
  for (size_t i = 0; i < block.rows.size(); ++i) rows.emplace_back(block.row(i));
  return rows;
}

TEST(RowSplitter, CutsLinesAndQuotedRowsInAnyPieces) {
  const std::string text = "a,b\n\"x\ny\",\"1\"\"2\n\"\n\n5\" pipe,q\nlast";
  for (const size_t piece : {1, 2, 3, 7, 1000}) {
    const RowBlock lines = split(text, RowSplitter::kNoDelimiter, piece);
    EXPECT_EQ(rows_of(lines),
              (Strings{"a,b\n", "\"x\n", "y\",\"1\"\"2\n", "\"\n", "\n", "5\" pipe,q\n", "last"}));
    EXPECT_EQ(lines.rows.back().line, 7u);
    const RowBlock rows = split(text, ',', piece);
    EXPECT_EQ(rows_of(rows),
              (Strings{"a,b\n", "\"x\ny\",\"1\"\"2\n\"\n", "\n", "5\" pipe,q\n", "last"}));
    EXPECT_EQ(rows.rows[2].line, 5u);
    EXPECT_EQ(rows.rows[4].line, 7u);
  }
}

TEST(RowSplitter, AnOpenQuoteCostsItsLineOnly) {
  std::string text = "a,\"open\n";
  for (int i = 0; i < 50; ++i) text += "b,c\n";
  for (const size_t piece : {1, 13, 1000}) {
    const RowBlock rows = split(text, ',', piece);
    ASSERT_EQ(rows.rows.size(), 51u);
    EXPECT_EQ(rows.row(0), "a,\"open\n");
    EXPECT_EQ(rows.row(50), "b,c\n");
    EXPECT_EQ(rows.rows[50].line, 51u);
  }
  EXPECT_EQ(rows_of(split("a\n\"open\nb\n", ',', 3)), (Strings{"a\n", "\"open\n", "b\n"}));
}

TEST(RowSplitter, SkipsWhatIsTooLong) {
  const std::string text = "a\n" + std::string(1000, 'x') + "\nb\n" + std::string(500, 'y');
  for (const char delimiter : {RowSplitter::kNoDelimiter, ','}) {
    for (const size_t piece : {1, 64, 5000}) {
      const RowBlock rows = split(text, delimiter, piece);
      EXPECT_EQ(rows_of(rows), (Strings{"a\n", "b\n"}));
      EXPECT_EQ(rows.rows[1].line, 3u);
      ASSERT_EQ(rows.discards.size(), 2u);
      EXPECT_EQ(rows.discards[0].line, 2u);
      EXPECT_EQ(rows.discards[1].line, 4u);
      EXPECT_EQ(name_of(rows.discards[0].reason), "event_too_large");
    }
  }
}

const Strings kColumns = {"user_id", "event", "at", "brand", "price", "email"};
const TimeUs kNow = *parse_time("2024-06-01");

TEST(FlatRoles, AreNamedOrGuessed) {
  const auto given = find_roles(kColumns, {.user_id = "user_id", .event_name = "Bought"});
  ASSERT_TRUE(given) << given.error().message;
  EXPECT_EQ(given->user_id, 0u);
  EXPECT_EQ(given->email, FlatRoles::kNone);
  EXPECT_EQ(given->event, FlatRoles::kNone);
  EXPECT_EQ(given->time, 2u);
  EXPECT_EQ(given->guessed, Strings{"time is column at"});
  const auto guessed = find_roles({"CustomerID", "event_type", "Event Time"}, {});
  ASSERT_TRUE(guessed) << guessed.error().message;
  EXPECT_EQ(guessed->time, 2u);
  EXPECT_EQ(guessed->guessed.size(), 3u);
}

TEST(FlatRoles, RefusalsListTheColumns) {
  for (const FlatOptions& options : {FlatOptions{.user_id = "nobody"}, FlatOptions{.time = "when"},
                                     FlatOptions{.event = "event", .event_name = "Bought"}}) {
    const auto roles = find_roles(kColumns, options);
    ASSERT_FALSE(roles);
    EXPECT_TRUE(is_wrong_use(roles.error().code));
  }
  for (const Strings& columns : {Strings{"a", "event", "time"}, Strings{"user_id", "b", "time"},
                                 Strings{"user_id", "event"}}) {
    const auto roles = find_roles(columns, {});
    ASSERT_FALSE(roles);
    EXPECT_NE(roles.error().message.find("the columns are: " + columns[0]), std::string::npos);
  }
}

Cell text(std::string_view value) { return {.kind = Cell::Kind::kText, .text = value}; }
Cell raw(std::string_view value) { return {.kind = Cell::Kind::kRaw, .text = value}; }

Reading read_row(const std::vector<Cell>& cells) {
  FlatReader reader(kColumns, find_roles(kColumns, {}).value(), kNow);
  Reading out;
  reader.read(cells, 3, out);
  return out;
}

TEST(FlatReader, MakesEvents) {
  const Reading out = read_row({raw("42"), text("Bought"), text("2024-01-02"),
                                text("A \"quoted\",\ttab\n€"), raw("1.5"), text("x@y.z")});
  ASSERT_EQ(out.events.size(), 1u);
  const Event& event = out.events[0].event;
  EXPECT_EQ(event.name, "Bought");
  EXPECT_EQ(format_time(event.at), "2024-01-02T00:00:00Z");
  const std::vector<ExternalId> expected = {{"user_id", "42"}, {"email", "x@y.z"}};
  EXPECT_EQ(event.ids, expected);
  EXPECT_EQ(event.body, R"({"properties":{"brand":"A \"quoted\",\ttab\n€","price":1.5}})");
  const Reading other =
      read_row({raw("42"), text("Bought"), text("2024-01-02"), Cell{}, raw("1.5"), text("x@y.z")});
  EXPECT_EQ(other.events[0].event.body, R"({"properties":{"price":1.5}})");
  EXPECT_NE(other.events[0].event.id, event.id);
}

TEST(FlatReader, RefusesRows) {
  const auto reason = [](const std::vector<Cell>& cells) {
    const Reading out = read_row(cells);
    return out.discards.empty() ? std::string("none")
                                : std::string(name_of(out.discards[0].reason));
  };
  const Cell user = text("u"), event = text("E"), at = text("2024-01-02"), none{};
  EXPECT_EQ(reason({user, event, at, none, none, none}), "none");
  EXPECT_EQ(reason({none, event, at, none, none, none}), "no_user_anon_id");
  EXPECT_EQ(reason({raw("0"), event, at, none, none, none}), "blocked_id");
  EXPECT_EQ(reason({raw("0"), event, at, none, none, text("x@y.z")}), "none");
  EXPECT_EQ(reason({user, none, at, none, none, none}), "event_not_defined");
  EXPECT_EQ(reason({user, event, none, none, none, none}), "bad_timestamp");
  EXPECT_EQ(reason({user, event, text("soon"), none, none, none}), "bad_timestamp");
  EXPECT_EQ(reason({user, event, text("2999-01-01"), none, none, none}), "bad_timestamp");
  const std::string big(40000, 'x');
  EXPECT_EQ(reason({user, event, at, text(big), none, none}), "event_too_large");
}

}  // namespace
}  // namespace likely
