#pragma once

#include <string>
#include <vector>

namespace likely::cli {

enum class Align { kLeft, kRight };

// Rows of text under a header, aligned by the columns they take on a terminal. Cells are made
// printable (control characters shown as escapes). One thread.
//
//   Table table({{"value"}, {"people", Align::kRight}});
//   table.add({"Binders", count_text(1234)});
//   context.out(table.text(context.width()));
class Table {
 public:
  struct Column {
    std::string name;
    Align align = Align::kLeft;
  };

  explicit Table(std::vector<Column> columns);
  // REQUIRES: as many cells as columns.
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  // The widest left-aligned columns are cut so that lines fit `width`, though never below 20.
  std::string text(int width) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace likely::cli
