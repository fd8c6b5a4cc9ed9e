// docs/worker_protocol.md: what it shows is what the codec reads, and its example worker works.

#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "common/files.hpp"
#include "fakes/temporary_folder.hpp"
#include "protocol/codec.hpp"
#include "test_folders.hpp"
#include "worker/worker_conversation.hpp"

namespace inference_pio {
namespace {

// The blocks of code in a language.
std::vector<std::string> code_blocks(const std::string& language) {
    const std::string page = read_file(PIO_SOURCE_DIR "/docs/worker_protocol.md").value();
    const std::string fence = "```" + language + "\n";
    std::vector<std::string> blocks;
    for (std::size_t at = page.find(fence); at != std::string::npos; at = page.find(fence, at)) {
        const std::size_t begin = at + fence.size();
        at = page.find("```", begin);
        blocks.push_back(page.substr(begin, at - begin));
        at += 3;
    }
    return blocks;
}

TEST(WorkerProtocolDocTest, EveryLineThatItShowsIsOneOfTheProtocol) {
    std::set<std::size_t> commands;
    std::set<std::size_t> events;
    for (const std::string& block : code_blocks("json")) {
        std::istringstream lines(block);
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with(R"({"do")")) {
                const auto command = decode_command(line);
                ASSERT_TRUE(command) << line << ": " << command.error().message;
                commands.insert(command->index());
            } else {
                const auto event = decode_event(line);
                ASSERT_TRUE(event) << line << ": " << event.error().message;
                events.insert(event->index());
            }
        }
    }
    EXPECT_EQ(commands.size(), std::variant_size_v<Command>) << "each command has an example";
    EXPECT_EQ(events.size(), std::variant_size_v<Event>) << "each event has an example";
}

TEST(WorkerProtocolDocTest, ItsExampleIsAWorker) {
    const auto scripts = code_blocks("sh");
    ASSERT_EQ(scripts.size(), 1U);
    const TemporaryFolder folder;
    const auto file = folder.path() / "benchmark_example.sh";
    ASSERT_TRUE(write_file_whole(file, scripts[0]));
    WorkerConversation worker({"sh", file.string()});
    EXPECT_EQ(worker.expect<DescribedEvent>(DescribeCommand{}).benchmarks.at(0).name, "list_folder");
    EXPECT_GT(sample_in(worker.measure("list_folder")).metrics.at("latency").at(0), 0);
    worker.expect<FailedEvent>(std::string(R"({"do":"dance"})"));
    worker.expect<ReleasedEvent>(ReleaseCommand{});
    EXPECT_EQ(worker.end().code, 0);
}

}  // namespace
}  // namespace inference_pio
