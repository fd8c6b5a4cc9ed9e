// Needs nothing but the standard library: piobench could compile it without the project's build, too.
#include <inference_pio/benchmark.hpp>
#include <string>

using namespace inference_pio;

PIO_BENCHMARK(find)
    .doc("Find a word at the end of a text")
    .prepare([](const Parameters&) -> Result<Measure> {
        std::string text(100'000, 'a');
        text += "needle";
        return [text = std::move(text)](Sample& sample) -> Result<void> {
            std::size_t place = 0;
            sample.time("latency", [&] { place = text.find("needle"); });
            if (place != 100'000) return fail(ErrorKind::internal, "the word was not found");
            return {};
        };
    });
