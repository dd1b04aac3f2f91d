#include "cli/plot.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/format.h"
#include "services/numbers.h"

namespace likely::cli {

namespace {

using Points = std::vector<std::pair<double, double>>;

// A grid of characters of 2 × 4 dots each; dot (0, 0) is at the lower left.
class Dots {
 public:
  Dots(int columns, int rows)
      : columns_(columns), rows_(rows), cells_(static_cast<size_t>(columns * rows)) {}
  int width() const { return 2 * columns_; }
  int height() const { return 4 * rows_; }

  void set(int x, int y) {
    if (x < 0 || y < 0 || x >= width() || y >= height()) return;
    // Bits of a braille character by row from the top and column.
    static constexpr uint8_t kBits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    const int from_top = height() - 1 - y;
    cells_[static_cast<size_t>(from_top / 4 * columns_ + x / 2)] |= kBits[from_top % 4][x % 2];
  }

  std::string row(int index) const {
    std::string text;
    for (int c = 0; c < columns_; ++c) {
      const uint8_t bits = cells_[static_cast<size_t>(index * columns_ + c)];
      const char32_t code = 0x2800 + bits;
      text += static_cast<char>(0xe0 | (code >> 12));
      text += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
      text += static_cast<char>(0x80 | (code & 0x3f));
    }
    return text;
  }

 private:
  int columns_, rows_;
  std::vector<uint8_t> cells_;
};

struct Range {
  double x = 0, y = 0;
  void include(const Points& points) {
    for (const auto& [px, py] : points) {
      x = std::max(x, px);
      y = std::max(y, py);
    }
  }
};

// The y of the polyline at x; NaN outside it.
double height_at(const Points& points, double x) {
  const auto next = std::lower_bound(points.begin(), points.end(), x,
                                     [](const auto& p, double at) { return p.first < at; });
  if (next == points.end()) return NAN;
  if (next->first == x || next == points.begin()) return next->first == x ? next->second : NAN;
  const auto& [x0, y0] = *(next - 1);
  return y0 + (next->second - y0) * (x - x0) / (next->first - x0);
}

class Drawing {
 public:
  Drawing(Dots& dots, Range range) : dots_(dots), range_(range) {}

  void curve(const Points& points) {
    int previous = -1;
    for (int column = 0; column < dots_.width(); ++column) {
      const double y = height_at(points, x_of(column));
      if (std::isnan(y)) {
        previous = -1;
        continue;
      }
      const int row = row_of(y);
      const int from = previous < 0 ? row : std::min(row, previous + 1);
      const int to = previous < 0 ? row : std::max(row, previous - 1);
      for (int r = from; r <= to; ++r) dots_.set(column, r);
      previous = row;
    }
  }

  // Every fourth dot between two curves.
  void area(const Points& low, const Points& high) {
    for (int column = 0; column < dots_.width(); column += 2) {
      const double y0 = height_at(low, x_of(column)), y1 = height_at(high, x_of(column));
      if (std::isnan(y0) || std::isnan(y1)) continue;
      for (int row = row_of(y0); row <= row_of(y1); ++row) {
        if ((row + column / 2 * 2) % 4 == 0) dots_.set(column, row);
      }
    }
  }

  void vertical(double x) {
    const int column = static_cast<int>(std::lround(x / range_.x * (dots_.width() - 1)));
    for (int row = 0; row < dots_.height(); row += 2) dots_.set(column, row);
  }

 private:
  double x_of(int column) const { return range_.x * column / (dots_.width() - 1); }
  int row_of(double y) const {
    return static_cast<int>(std::lround(std::max(0.0, y) / range_.y * (dots_.height() - 1)));
  }

  Dots& dots_;
  Range range_;
};

std::string axis_number(double number, double largest) {
  if (largest >= 100) return count_text(static_cast<uint64_t>(std::llround(number)));
  return decimal_text(number, largest >= 10 ? 1 : largest >= 1 ? 2 : 3);
}

std::string padded_left(const std::string& text, int width) {
  return std::string(static_cast<size_t>(std::max(0, width - width_of(text))), ' ') + text;
}

}  // namespace

std::string plot(const std::vector<PlotLine>& lines, const PlotOptions& options) {
  Range range;
  for (const PlotLine& line : lines) range.include(line.points);
  range.include(options.high);
  if (!(range.x > 0)) range.x = 1;
  if (!(range.y > 0)) range.y = 1;

  const std::string top = axis_number(range.y, range.y), half = axis_number(range.y / 2, range.y);
  const int margin = std::max({width_of(top), width_of(half), 1}) + 1;
  const int columns = std::max(20, options.width - margin - 2);
  Dots dots(columns, options.height);
  Drawing drawing(dots, range);
  drawing.area(options.low, options.high);
  if (options.mark_x >= 0) drawing.vertical(std::min(options.mark_x, range.x));
  for (const PlotLine& line : lines) drawing.curve(line.points);

  std::string out = padded_left("", margin) + options.y_label + "\n";
  for (int row = 0; row < options.height; ++row) {
    const bool middle = row == options.height / 2;
    out += padded_left(row == 0 ? top : middle ? half : "", margin - 1);
    out += row == 0 || middle ? " ┤" : " │";
    out += dots.row(row) + "\n";
  }
  out += padded_left("0", margin - 1) + " └";
  for (int c = 0; c < columns; ++c) out += "─";
  const std::string left = "0", right = axis_number(range.x, range.x);
  const int between = columns - width_of(left) - width_of(right);
  const std::string words = cut_to_width(options.x_label, std::max(1, between - 2));
  const int before = std::max(0, (between - width_of(words)) / 2);
  out += "\n" + padded_left("", margin + 1) + left + padded_left("", before) + words +
         padded_left("", between - before - width_of(words)) + right + "\n";
  return out;
}

}  // namespace likely::cli
