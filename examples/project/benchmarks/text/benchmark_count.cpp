// The project's own library: this program cannot be built without the project's CMakeLists.txt.
#include <inference_pio/benchmark.hpp>
#include <string>

#include "wordcount/word_counts.hpp"

using namespace inference_pio;

PIO_BENCHMARK(count)
    .doc("Count the words of a text")
    .axis("words", {1'000, 10'000})
    .prepare([](const Parameters& parameters) -> Result<Measure> {
        const auto words = parameters.get<std::size_t>("words");
        std::string text;
        for (std::size_t i = 0; i < words; ++i) text += "word" + std::to_string(i % 100) + ' ';
        return [text = std::move(text)](Sample& sample) -> Result<void> {
            std::size_t different = 0;
            sample.time("latency", [&] { different = wordcount::count_words(text).size(); });
            if (different != 100) return fail(ErrorKind::internal, "words were lost");
            return {};
        };
    });
