// The drawing program's side of the contract, played by shell scripts.
#include "session/svg_charts.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "common/files.hpp"
#include "fakes/dated_run.hpp"
#include "fakes/temporary_folder.hpp"
#include "session/report_session.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SvgCharts : public ::testing::Test {
protected:
    // `body` runs in a shell with $1 the program and $2 the folder.
    void play_node(const std::string& body) {
        const fs::path node = folder_.path() / "node";
        std::ofstream(node) << "#!/bin/sh\n" << body << '\n';
        fs::permissions(node, fs::perms::owner_all);
        ::setenv("PIO_NODE", node.c_str(), 1);
        std::ofstream(folder_.path() / "draw_svg.mjs") << "// drawn by a script\n";
    }
    ~SvgCharts() override { ::unsetenv("PIO_NODE"); }

    [[nodiscard]] Result<std::vector<fs::path>> draw() {
        return draw_svg_charts(report_, folder_.path() / "draw_svg.mjs", charts_, SessionMachine{});
    }

    TemporaryFolder folder_;
    fs::path charts_ = folder_.path() / "new/charts";
    Report report_{"2026-11-24T10:15:00Z", "0.1.0", {dated_run({})}, {}};
};

TEST_F(SvgCharts, AreDrawnFromTheDocument) {
    play_node("cat > \"$2/document.json\"; echo a.svg; echo 'b c.svg'");
    const auto files = draw();
    ASSERT_TRUE(files) << files.error().message;
    EXPECT_THAT(*files, ElementsAre(charts_ / "a.svg", charts_ / "b c.svg"));
    EXPECT_EQ(*parse_json(*read_file(charts_ / "document.json")), make_page_document(report_));
}

TEST_F(SvgCharts, AReportMayHaveNone) {
    play_node("cat >/dev/null");
    EXPECT_THAT(*draw(), IsEmpty());
}

TEST_F(SvgCharts, WhatTheProgramSaysOfItsFailureIsKept) {
    play_node("cat >/dev/null; echo 'cannot write memory.svg: disk full' >&2; exit 1");
    const auto files = draw();
    ASSERT_FALSE(files);
    EXPECT_THAT(files.error().message, HasSubstr("cannot write memory.svg: disk full"));
    play_node("echo 'reads nothing' >&2; exit 1");
    EXPECT_THAT(draw().error().message, HasSubstr("reads nothing"));
}

TEST_F(SvgCharts, WithoutNodeOrTheProgramTheRemedyIsSaid) {
    play_node("exit 0");
    ::setenv("PIO_NODE", "/nowhere/node", 1);
    const auto without_node = draw();
    ASSERT_FALSE(without_node);
    EXPECT_EQ(without_node.error().kind, ErrorKind::not_found);
    EXPECT_THAT(without_node.error().message, HasSubstr("Node.js"));
    EXPECT_THAT(without_node.error().remedy, HasSubstr("PIO_NODE"));
    fs::remove(folder_.path() / "draw_svg.mjs");
    const auto without_program = draw();
    ASSERT_FALSE(without_program);
    EXPECT_THAT(without_program.error().message, HasSubstr("draw_svg.mjs"));
    EXPECT_THAT(without_program.error().remedy, HasSubstr("scripts/build"));
}

}  // namespace
}  // namespace inference_pio
