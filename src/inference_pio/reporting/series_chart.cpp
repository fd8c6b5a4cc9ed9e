#include "reporting/series_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "reporting/outside_words.hpp"
#include "reporting/quantity_text.hpp"
#include "reporting/text_table.hpp"
#include "statistics/quantile.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kWidestColumn = 3;  // characters that one run may take

// The values that the chart spans: all of them, or, where some few lie far off, those in between.
struct Reach {
    double low = 0;
    double high = 1;
};

Reach reach_of(const std::vector<double>& values, const std::vector<double>& levels) {
    const double middle_low = compute_quantile(values, 0.05);
    const double middle_high = compute_quantile(values, 0.95);
    const double margin = 0.5 * (middle_high - middle_low);
    Reach reach{middle_low - margin, middle_high + margin};
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    reach.low = std::max(reach.low, *lowest);
    reach.high = std::min(reach.high, *highest);
    for (const double level : levels) {
        reach.low = std::min(reach.low, level);
        reach.high = std::max(reach.high, level);
    }
    // A series that hardly moves is drawn as one that hardly moves: at least 2 % from top to bottom.
    const double centre = (reach.low + reach.high) / 2;
    const double least = 0.01 * std::abs(centre);
    reach.low = std::min(reach.low, centre - least);
    reach.high = std::max(reach.high, centre + least);
    if (reach.low == reach.high) reach.high = reach.low + 1;
    return reach;
}

class Canvas {
public:
    Canvas(std::size_t width, std::size_t height, Reach reach)
        : rows_(height, std::string(width, ' ')), reach_(reach) {}

    // Row 0 is the top.
    [[nodiscard]] std::size_t row_of(double value) const {
        const double share = (value - reach_.low) / (reach_.high - reach_.low);
        const double last = static_cast<double>(rows_.size() - 1);
        return static_cast<std::size_t>(std::lround((1 - std::clamp(share, 0.0, 1.0)) * last));
    }
    [[nodiscard]] bool is_above(double value) const { return value > reach_.high; }
    [[nodiscard]] bool is_below(double value) const { return value < reach_.low; }

    void put(std::size_t row, std::size_t column, char mark) { rows_[row][column] = mark; }
    void put_where_blank(std::size_t row, std::size_t column, char mark) {
        if (rows_[row][column] == ' ') rows_[row][column] = mark;
    }
    [[nodiscard]] const std::vector<std::string>& rows() const { return rows_; }

private:
    std::vector<std::string> rows_;
    Reach reach_;
};

// How runs become columns: a run takes some characters, or a character some runs.
struct Grid {
    std::size_t runs = 1;        // in a column
    std::size_t characters = 1;  // of a column
    std::size_t columns = 1;

    [[nodiscard]] std::size_t at(std::size_t run) const { return run / runs * characters; }
    [[nodiscard]] std::size_t width() const { return columns * characters; }
};

Grid grid_of(std::size_t runs, std::size_t width) {
    Grid grid;
    grid.runs = (runs + width - 1) / width;
    grid.columns = (runs + grid.runs - 1) / grid.runs;
    grid.characters = std::clamp<std::size_t>(width / grid.columns, 1, kWidestColumn);
    return grid;
}

void draw_levels(Canvas& canvas, const Grid& grid, std::size_t runs, const std::vector<std::size_t>& steps,
                 const std::vector<double>& levels) {
    for (std::size_t segment = 0; segment < levels.size(); ++segment) {
        const std::size_t begin = segment == 0 ? 0 : grid.at(steps[segment - 1]);
        const std::size_t end = segment < steps.size() ? grid.at(steps[segment]) : grid.at(runs - 1) + grid.characters;
        const std::size_t row = canvas.row_of(levels[segment]);
        for (std::size_t column = begin; column < end; ++column) canvas.put(row, column, '-');
    }
}

bool draw_runs(Canvas& canvas, const Grid& grid, const std::vector<double>& values) {
    bool clipped = false;
    for (std::size_t begin = 0; begin < values.size(); begin += grid.runs) {
        const std::size_t count = std::min(grid.runs, values.size() - begin);
        const double value = compute_median(std::span(values).subspan(begin, count));
        const char mark = canvas.is_above(value) ? '^' : canvas.is_below(value) ? 'v' : '*';
        clipped = clipped || mark != '*';
        canvas.put(canvas.row_of(value), grid.at(begin), mark);
    }
    return clipped;
}

std::string label_text(double value, std::string_view unit) {
    constexpr std::size_t kLongestLabel = 16;  // a script's unit may be any words
    return clean_words(format_quantity(value, unit), kLongestLabel);
}

std::string without_end_blanks(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

}  // namespace

std::vector<double> segment_levels(const std::vector<double>& values, const std::vector<std::size_t>& steps) {
    std::vector<double> levels;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= steps.size(); ++i) {
        const std::size_t end = i < steps.size() ? steps[i] : values.size();
        levels.push_back(compute_median(std::span(values).subspan(begin, end - begin)));
        begin = end;
    }
    return levels;
}

SeriesChart draw_series(const std::vector<double>& values, const std::vector<std::size_t>& steps, std::string_view unit,
                        std::size_t width, std::size_t height) {
    const std::vector<double> levels = segment_levels(values, steps);
    const Reach reach = reach_of(values, levels);
    const std::string top = label_text(reach.high, unit);
    const std::string bottom = label_text(reach.low, unit);
    std::vector<std::string> labels(height);
    labels.front() = top;
    labels.back() = bottom;
    const std::size_t label_width = std::max(display_width(top), display_width(bottom));
    const Grid grid = grid_of(values.size(), width - std::min(width - 10, label_width + 2));
    Canvas canvas(grid.width(), height, reach);
    // The present level has a label of its own where there is room for one.
    const std::size_t level_row = canvas.row_of(levels.back());
    if (labels[level_row].empty()) {
        const std::string level = label_text(levels.back(), unit);
        if (display_width(level) <= label_width) labels[level_row] = level;
    }
    draw_levels(canvas, grid, values.size(), steps, levels);
    SeriesChart chart;
    chart.runs_a_column = grid.runs;
    chart.clipped = draw_runs(canvas, grid, values);
    for (const std::size_t step : steps) {
        for (std::size_t row = 0; row < height; ++row) canvas.put_where_blank(row, grid.at(step), '|');
    }
    for (std::size_t row = 0; row < height; ++row) {
        const std::string blanks(label_width - display_width(labels[row]), ' ');
        chart.lines.push_back(without_end_blanks(blanks + labels[row] + " |" + canvas.rows()[row]));
    }
    chart.lines.push_back(std::string(label_width, ' ') + " +" + std::string(grid.width(), '-'));
    return chart;
}

}  // namespace inference_pio
