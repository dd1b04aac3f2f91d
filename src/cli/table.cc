#include "cli/table.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "services/numbers.h"

namespace likely::cli {

namespace {

constexpr int kGap = 2;
constexpr int kNarrowest = 20;

// Makes the widest left-aligned column narrower until the line fits, or none can give more.
void shrink(std::vector<int>& widths, const std::vector<Table::Column>& columns, int width) {
  const int gaps = kGap * static_cast<int>(widths.size() - 1);
  while (std::accumulate(widths.begin(), widths.end(), gaps) > width) {
    size_t widest = widths.size();
    for (size_t c = 0; c < widths.size(); ++c) {
      const bool may = columns[c].align == Align::kLeft && widths[c] > kNarrowest;
      if (may && (widest == widths.size() || widths[c] > widths[widest])) widest = c;
    }
    if (widest == widths.size()) return;
    --widths[widest];
  }
}

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {
  CHECK(!columns_.empty());
}

void Table::add(std::vector<std::string> cells) {
  CHECK(cells.size() == columns_.size());
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::text(int width) const {
  std::vector<std::string> header;
  for (const Column& column : columns_) header.push_back(column.name);
  std::vector<int> widths;
  for (size_t c = 0; c < columns_.size(); ++c) {
    widths.push_back(width_of(header[c]));
    for (const auto& row : rows_) widths[c] = std::max(widths[c], width_of(row[c]));
  }
  shrink(widths, columns_, width);

  std::string out;
  const auto add_line = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (size_t c = 0; c < cells.size(); ++c) {
      const std::string cell = cut_to_width(cells[c], widths[c]);
      const std::string space(static_cast<size_t>(widths[c] - width_of(cell)), ' ');
      line += columns_[c].align == Align::kRight ? space + cell : cell + space;
      line += std::string(kGap, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  add_line(header);
  for (const auto& row : rows_) add_line(row);
  return out;
}

}  // namespace likely::cli
