#pragma once

#include <string>
#include <vector>

namespace likely::cli {

struct PlotLine {
  std::string name;  // for the legend; may be empty when there is one line
  std::vector<std::pair<double, double>> points;  // by rising x
};

struct PlotOptions {
  std::string x_label;  // in words: "people in the audience"
  std::string y_label;  // "expected conversions"
  int width = 80;       // columns of the whole plot, at least 40
  int height = 12;      // rows of the drawing area
  // Two lines between which the area is dotted: an interval; same x in both, may be empty.
  std::vector<std::pair<double, double>> low, high;
  double mark_x = -1;  // a vertical dotted line there: the chosen size; below 0: none
};

// A plot of curves in braille dots, with axes, their numbers and words. Axes begin at 0; nothing
// is plotted of x or y below it. Several lines are told apart by their last point's name.
std::string plot(const std::vector<PlotLine>& lines, const PlotOptions& options);

}  // namespace likely::cli
