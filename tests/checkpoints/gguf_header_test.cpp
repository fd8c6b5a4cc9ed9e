#include "checkpoints/gguf_header.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstring>
#include <fstream>
#include <random>

#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

// Writes GGUF by hand, so that it can be wrong.
class Bytesmith {
public:
    template <class T>
    Bytesmith& number(T value) {
        char raw[sizeof(T)];
        std::memcpy(raw, &value, sizeof(T));
        bytes_.append(raw, sizeof(T));
        return *this;
    }
    Bytesmith& text(const std::string& text) {
        number<std::uint64_t>(text.size());
        bytes_ += text;
        return *this;
    }
    Bytesmith& begin(std::uint64_t tensors, std::uint64_t keys, std::uint32_t version = 3) {
        bytes_ += "GGUF";
        return number(version).number(tensors).number(keys);
    }
    Bytesmith& string_key(const std::string& key, const std::string& value) {
        return text(key).number<std::uint32_t>(8).text(value);
    }
    Bytesmith& tensor(const std::string& name, std::vector<std::int64_t> shape, std::uint32_t type,
                      std::uint64_t offset) {
        text(name).number(static_cast<std::uint32_t>(shape.size()));
        for (const std::int64_t length : shape) number(length);
        return number(type).number(offset);
    }
    Bytesmith& zeros(std::size_t count) {
        bytes_.append(count, '\0');
        return *this;
    }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

class GgufHeaderTest : public ::testing::Test {
protected:
    Result<GgufHeader> read(const std::string& bytes) {
        const auto path = folder_.path() / "a.gguf";
        testing::write_bytes(path, bytes);
        return read_gguf_header(path);
    }

    void expect_malformed(const Bytesmith& file, const std::string& why) {
        const auto header = read(file.bytes());
        ASSERT_FALSE(header) << why;
        EXPECT_EQ(header.error().kind, ErrorKind::malformed);
        EXPECT_THAT(header.error().message, HasSubstr(why));
    }

    testing::ScratchFolder folder_;
};

TEST_F(GgufHeaderTest, ReadsScalarsArraysAndTensors) {
    Bytesmith file;
    file.begin(2, 7).string_key("general.architecture", "qwen3");
    file.text("u8").number<std::uint32_t>(0).number<std::uint8_t>(200);
    file.text("i32").number<std::uint32_t>(5).number<std::int32_t>(-3);
    file.text("f32").number<std::uint32_t>(6).number(0.5F);
    file.text("yes").number<std::uint32_t>(7).number<std::uint8_t>(1);
    file.text("words").number<std::uint32_t>(9).number<std::uint32_t>(8).number<std::uint64_t>(2).text("a").text("");
    file.text("numbers").number<std::uint32_t>(9).number<std::uint32_t>(4).number<std::uint64_t>(3).zeros(12);
    file.tensor("a", {64, 2}, 2, 0).tensor("b", {4}, 0, 96);  // Q4_0: 2 x 36 bytes; F32: 16 bytes
    const std::size_t data = (file.bytes().size() + 31) / 32 * 32;
    file.zeros(data + 96 + 16 - file.bytes().size());
    const auto header = read(file.bytes());
    ASSERT_TRUE(header) << header.error().message;
    EXPECT_EQ(header->text("general.architecture"), "qwen3");
    EXPECT_EQ(header->whole_number("u8"), 200U);
    EXPECT_EQ(header->whole_number("i32"), std::nullopt);
    EXPECT_EQ(std::get<std::int64_t>(header->scalars.at("i32")), -3);
    EXPECT_EQ(std::get<double>(header->scalars.at("f32")), 0.5);
    EXPECT_TRUE(std::get<bool>(header->scalars.at("yes")));
    EXPECT_EQ(header->array_lengths.at("words"), 2U);
    EXPECT_EQ(header->array_lengths.at("numbers"), 3U);
    EXPECT_EQ(header->data_offset, Bytes{data});
    ASSERT_EQ(header->tensors.size(), 2U);
    EXPECT_EQ(header->tensors[0].size, Bytes{72});
    EXPECT_EQ(header->tensors[1].size, Bytes{16});
}

TEST_F(GgufHeaderTest, AFileThatIsNotThereOrIsAFolder) {
    EXPECT_EQ(read_gguf_header(folder_.path() / "missing").error().kind, ErrorKind::not_found);
    EXPECT_EQ(read_gguf_header(folder_.path()).error().kind, ErrorKind::malformed);
}

TEST_F(GgufHeaderTest, WhatIsNoGguf) {
    EXPECT_THAT(read("PK\3\4 something else").error().message, HasSubstr("does not begin with 'GGUF'"));
    EXPECT_THAT(read("").error().message, HasSubstr("it has 0 bytes and needs at least 4"));
    expect_malformed(Bytesmith().begin(0, 0, 1), "version 1");
    expect_malformed(Bytesmith().begin(0, 0, 99), "version 99");
    expect_malformed(Bytesmith().begin(0, 0, 0x03000000), "other byte order");
}

TEST_F(GgufHeaderTest, CountsThatCannotBe) {
    expect_malformed(Bytesmith().begin(0, std::uint64_t{1} << 62U), "it counts");
    expect_malformed(Bytesmith().begin(std::uint64_t{1} << 40U, 0), "was cut short");
    Bytesmith strings;
    strings.begin(0, 1).text("k").number<std::uint32_t>(9).number<std::uint32_t>(8).number(std::uint64_t{1} << 61U);
    expect_malformed(strings, "it counts");
    Bytesmith huge_text;
    huge_text.begin(0, 1).text("k").number<std::uint32_t>(8).number(~std::uint64_t{0});
    expect_malformed(huge_text, "it counts");
}

TEST_F(GgufHeaderTest, KeysThatCannotBe) {
    expect_malformed(Bytesmith().begin(0, 1).text("").number<std::uint32_t>(8).text("x"), "a key has 0 bytes");
    expect_malformed(Bytesmith().begin(0, 2).string_key("k", "").string_key("k", ""), "the key 'k' twice");
    expect_malformed(Bytesmith().begin(0, 1).text("key").number<std::uint32_t>(13).zeros(16), "value of type 13");
    Bytesmith nested;
    nested.begin(0, 1).text("k").number<std::uint32_t>(9).number<std::uint32_t>(9).number<std::uint64_t>(1).zeros(16);
    expect_malformed(nested, "elements of type 9");
}

TEST_F(GgufHeaderTest, TensorsThatCannotBe) {
    const auto with = [](const std::string& name, std::vector<std::int64_t> shape, std::uint32_t type,
                         std::uint64_t offset) {
        return Bytesmith().begin(1, 0).tensor(name, std::move(shape), type, offset).zeros(64);
    };
    expect_malformed(with(std::string(64, 'n'), {4}, 0, 0), "name has 64 bytes");
    expect_malformed(with("a", {}, 0, 0).zeros(64), "0 dimensions");
    expect_malformed(with("a", {1, 1, 1, 1, 1}, 0, 0), "5 dimensions");
    expect_malformed(with("a", {-1}, 0, 0), "length -1");
    expect_malformed(with("a", {1LL << 39, 1LL << 39}, 0, 0), "length 549755813888");
    expect_malformed(with("a", {4}, 4, 0), "type 4");  // a type that ggml removed
    expect_malformed(with("a", {4}, 4000000000U, 0), "type 4000000000");
    expect_malformed(with("a", {33}, 2, 0), "no multiple of 32");
    expect_malformed(with("a", {4}, 0, ~std::uint64_t{0}), "starts at byte");
    Bytesmith twice;
    twice.begin(2, 0).tensor("a", {4}, 0, 0).tensor("a", {4}, 0, 32).zeros(128);
    expect_malformed(twice, "the tensor a twice");
    Bytesmith alignment;
    alignment.begin(1, 1).text("general.alignment").number<std::uint32_t>(4).number<std::uint32_t>(33);
    expect_malformed(alignment.tensor("a", {4}, 0, 0).zeros(64), "alignment is 33");
}

class WholeFile : public testing::TinyModelTest {};

TEST_F(WholeFile, CutShortAtAnyPlaceSaysHowManyBytesItHasAndNeeds) {
    const auto path = folder() / "whole.gguf";
    ASSERT_TRUE(synthesize_checkpoint({testing::tiny_card(), WeightType::q4_0, 1}, path, {}));
    const std::string whole = testing::read_bytes(path);
    const auto header = read_gguf_header(path);
    ASSERT_TRUE(header);
    const GgufTensor& last = header->tensors.back();
    const std::uint64_t needed = header->data_offset.count + last.offset + last.size.count;
    // Every place in the header, then some in the weights. The padding behind the last tensor may be missing.
    for (std::size_t cut = header->data_offset.count; cut-- > 0;) {
        ASSERT_EQ(::truncate(path.c_str(), static_cast<off_t>(cut)), 0);
        const auto result = read_gguf_header(path);
        ASSERT_FALSE(result) << cut;
        EXPECT_EQ(result.error().kind, ErrorKind::malformed);
        EXPECT_THAT(result.error().message, HasSubstr("was cut short: it has " + std::to_string(cut) + " bytes"));
    }
    for (const std::uint64_t cut : {header->data_offset.count, needed / 2, needed - 1}) {
        testing::write_bytes(path, std::string_view(whole).substr(0, cut));
        EXPECT_THAT(read_gguf_header(path).error().message, HasSubstr("needs " + std::to_string(needed)));
    }
    testing::write_bytes(path, std::string_view(whole).substr(0, needed));
    EXPECT_TRUE(read_gguf_header(path));
}

TEST_F(WholeFile, ChangedBytesNeverCrashTheReader) {
    const auto path = folder() / "whole.gguf";
    ASSERT_TRUE(synthesize_checkpoint({testing::tiny_card("gemma3"), WeightType::q4_0, 1}, path, {}));
    const auto header = read_gguf_header(path);
    ASSERT_TRUE(header);
    const std::string whole = testing::read_bytes(path).substr(0, header->data_offset.count);
    testing::write_bytes(path, whole);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const auto put = [&](std::size_t place, char byte) { file.seekp(static_cast<std::streamoff>(place)).put(byte); };
    std::mt19937_64 random(1);
    int refused = 0;
    constexpr int kTries = 3000;
    for (int i = 0; i < kTries; ++i) {
        std::vector<std::size_t> places;
        for (int change = 0; change < 1 + i % 4; ++change) {
            // Half of the changes are near the end, where the tensors are.
            places.push_back(i % 2 == 0 ? random() % whole.size() : whole.size() - 1 - random() % 2048);
            put(places.back(), static_cast<char>(random()));
        }
        file.flush();
        refused += read_gguf_header(path) ? 0 : 1;
        for (const std::size_t place : places) put(place, whole[place]);
    }
    EXPECT_EQ(refused, kTries);  // without its weights the file is cut short at least
}

}  // namespace
}  // namespace inference_pio
