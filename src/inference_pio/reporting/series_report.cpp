#include "reporting/series_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reporting/comparison_words.hpp"
#include "reporting/outside_words.hpp"
#include "reporting/quantity_text.hpp"
#include "reporting/series_chart.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kHeight = 11;  // lines of values; the axis is the twelfth
constexpr std::size_t kMargin = 2;
constexpr std::size_t kLongestWord = 120;  // code points

// What the picture is drawn of: labels may be fewer than values, steps may lie outside, in a picture that was put
// together wrongly; neither may crash a report.
struct Picture {
    const SeriesPicture& given;
    const ConsoleStyle& style;
    std::vector<SeriesStep> steps;
    std::vector<std::string> accepted;  // by step
    std::vector<std::size_t> starts;    // of the segments but the first
    std::vector<double> levels;

    [[nodiscard]] std::string line(const std::string& text, std::size_t margin, Tone tone = Tone::plain) const {
        return format_paragraph(clean_words(text), margin, tone, style);
    }
    [[nodiscard]] SeriesPointLabel label(std::size_t index) const {
        return index < given.labels.size() ? given.labels[index] : SeriesPointLabel{};
    }
    [[nodiscard]] std::string change(double ratio) const {
        if (std::abs(ratio - 1) < 0.00005) return "unchanged";
        return fmt::format("{} {}", share_text(ratio - 1), change_word(given.metric, ratio));
    }
};

std::string day_of(const std::string& timestamp) {
    return timestamp.empty() ? "an unknown day" : clean_words(timestamp.substr(0, 10), kLongestWord);
}

std::string short_commit(const std::string& commit) { return commit.empty() ? "unknown" : commit.substr(0, 12); }

// "commits 4a1b2c3d4e5f..9f8e7d6c5b4a", "engine llama_cpp 0.5.0 -> llama_cpp 0.6.0": what changed with a step.
std::string subjects_text(const SeriesPointLabel& before, const SeriesPointLabel& after) {
    std::string text;
    const auto add = [&](const std::string& part) { text += ", " + part; };
    if (!before.commit.empty() || !after.commit.empty()) {
        if (before.commit == after.commit) {
            add("the same commit " + short_commit(after.commit));
        } else {
            add(fmt::format("commits {}..{}", short_commit(before.commit), short_commit(after.commit)));
        }
    }
    if (before.engine != after.engine) {
        const auto name = [](const std::string& engine) { return engine.empty() ? std::string("unknown") : engine; };
        add(fmt::format("engine {} -> {}", name(before.engine), name(after.engine)));
    }
    if (!after.run.empty()) add("run " + after.run);
    return clean_words(text, 3 * kLongestWord);
}

std::string steps_text(const Picture& picture) {
    if (picture.steps.empty()) return picture.line("no step: one level all along", kMargin);
    std::string text;
    const double sign = picture.given.metric.direction == Direction::higher_is_better ? -1 : 1;
    for (std::size_t i = 0; i < picture.steps.size(); ++i) {
        const SeriesStep& step = picture.steps[i];
        const std::string& accepted = picture.accepted[i];
        const bool worse = picture.given.metric.direction != Direction::neutral && sign * (step.ratio - 1) > 0;
        const SeriesPointLabel after = picture.label(step.index);
        const std::string levels = fmt::format("{} -> {}", format_quantity(picture.levels[i], picture.given.metric.unit),
                                               format_quantity(picture.levels[i + 1], picture.given.metric.unit));
        const bool open = worse && accepted.empty();
        text += picture.line(
            fmt::format("step on {}: {}, {}{}{}", day_of(after.timestamp), picture.change(step.ratio), levels,
                        subjects_text(picture.label(step.index - 1), after), open ? "; not accepted" : ""),
            kMargin, open ? Tone::failure : Tone::plain);
        if (!accepted.empty()) text += picture.line("accepted: " + clean_words(accepted, 400), 2 * kMargin);
    }
    return text;
}

std::string creep_text(const Picture& picture) {
    const std::optional<SeriesCreep>& creep = picture.given.analysis.creep;
    if (!creep) return {};
    const std::size_t runs = creep->end > creep->begin ? creep->end - creep->begin : 0;
    const std::size_t last = creep->end > 0 ? creep->end - 1 : 0;
    return picture.line(fmt::format("creep: {} bit by bit from {} to {}, over {}", picture.change(creep->ratio),
                                    day_of(picture.label(creep->begin).timestamp),
                                    day_of(picture.label(last).timestamp), counted(runs, "run")),
                        kMargin, Tone::warning);
}

std::string level_text(const Picture& picture) {
    const std::size_t begin = picture.starts.empty() ? 0 : picture.starts.back();
    const std::size_t runs = picture.given.values.size() - begin;
    return picture.line(fmt::format("level now: {} over {}{}, scatter {} from run to run",
                                    format_quantity(picture.given.analysis.level, picture.given.metric.unit),
                                    counted(runs, "run"), picture.starts.empty() ? "" : " since the last step",
                                    share_text(std::expm1(picture.given.analysis.deviation))),
                        kMargin, Tone::strong);
}

std::string chart_text(const Picture& picture) {
    const std::vector<double>& values = picture.given.values;
    const auto width = static_cast<std::size_t>(std::max(picture.style.width, 40)) - kMargin;
    const SeriesChart chart = draw_series(values, picture.starts, picture.given.metric.unit, width, kHeight);
    std::string text;
    for (const std::string& line : chart.lines) text += std::string(kMargin, ' ') + line + '\n';
    std::string legend = fmt::format("{} to {}, {}: * a run, - the level", day_of(picture.label(0).timestamp),
                                     day_of(picture.label(values.size() - 1).timestamp), counted(values.size(), "run"));
    if (chart.runs_a_column > 1) {
        legend = fmt::format("{} to {}, {}: * the median of {} runs, - the level", day_of(picture.label(0).timestamp),
                             day_of(picture.label(values.size() - 1).timestamp), counted(values.size(), "run"),
                             chart.runs_a_column);
    }
    if (!picture.steps.empty()) legend += ", | a step";
    if (chart.clipped) legend += ", ^ v beyond the chart";
    return text + picture.line(legend, kMargin, Tone::faint);
}

Picture picture_of(const SeriesPicture& given, const ConsoleStyle& style) {
    Picture picture{given, style, {}, {}, {}, {}};
    for (std::size_t i = 0; i < given.analysis.steps.size(); ++i) {
        const SeriesStep& step = given.analysis.steps[i];
        const std::size_t after = picture.starts.empty() ? 0 : picture.starts.back();
        if (step.index <= after || step.index >= given.values.size()) continue;
        picture.steps.push_back(step);
        picture.accepted.push_back(i < given.accepted.size() ? given.accepted[i] : std::string());
        picture.starts.push_back(step.index);
    }
    if (!given.values.empty()) picture.levels = segment_levels(given.values, picture.starts);
    return picture;
}

}  // namespace

std::string format_series(const SeriesPicture& picture, const ConsoleStyle& style) {
    const Picture drawn = picture_of(picture, style);
    std::string text = drawn.line(clean_words(picture.title(), 300), 0, Tone::strong);
    if (picture.values.empty()) return text + drawn.line("no values", kMargin);
    if (picture.values.size() == 1) {
        return text + drawn.line(fmt::format("one run, on {}: {}", day_of(drawn.label(0).timestamp),
                                             format_quantity(picture.values[0], picture.metric.unit)),
                                 kMargin);
    }
    text += chart_text(drawn) + steps_text(drawn) + creep_text(drawn);
    if (picture.analysis.suspicious) {
        text += drawn.line(
            "odd: two of the last three runs lie far off on the same side; measure again before "
            "believing it",
            kMargin, Tone::warning);
    }
    return text + level_text(drawn);
}

}  // namespace inference_pio
