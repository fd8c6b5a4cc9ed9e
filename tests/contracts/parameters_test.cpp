#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <inference_pio/parameters.hpp>
#include <limits>

#include "fakes/arbitrary_record.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;

TEST(Parameters, PrintInTheOrderOfTheirAxes) {
    const Parameters parameters{{"batch_size", std::int64_t{1}},
                                {"share", 0.5},
                                {"weight_type", std::string("q4_0")},
                                {"warm", true},
                                {"size", Bytes{4096}}};
    EXPECT_EQ(parameters.to_string(), "batch_size=1,share=0.5,weight_type=q4_0,warm=true,size=4096B");
    EXPECT_EQ(Parameters{}.to_string(), "");
}

TEST(Parameters, SetReplacesInPlaceOrAppends) {
    Parameters parameters{{"a", std::int64_t{1}}, {"b", std::int64_t{2}}};
    parameters.set("a", std::int64_t{3});
    parameters.set("c", false);
    EXPECT_EQ(parameters.to_string(), "a=3,b=2,c=false");
}

TEST(Parameters, OrderIsPartOfEquality) {
    EXPECT_NE((Parameters{{"a", std::int64_t{1}}, {"b", std::int64_t{2}}}),
              (Parameters{{"b", std::int64_t{2}}, {"a", std::int64_t{1}}}));
}

TEST(Parameters, GetTakesWhatTheTypeAllows) {
    const Parameters parameters{{"threads", std::int64_t{2}},
                                {"share", 0.5},
                                {"word", std::string("w")},
                                {"flag", true},
                                {"size", kibibytes(4)}};
    EXPECT_EQ(parameters.get<int>("threads"), 2);
    EXPECT_EQ(parameters.get<std::uint8_t>("threads"), 2);
    EXPECT_EQ(parameters.get<double>("threads"), 2.0);
    EXPECT_EQ(parameters.get<double>("share"), 0.5);
    EXPECT_EQ(parameters.get<std::string>("word"), "w");
    EXPECT_TRUE(parameters.get<bool>("flag"));
    EXPECT_EQ(parameters.get<Bytes>("size"), Bytes{4096});
    EXPECT_EQ(parameters.get_or("depth", 7), 7);
    EXPECT_EQ(parameters.get_or("threads", 7), 2);
}

TEST(Parameters, GetThrowsForABugOfTheBenchmark) {
    const Parameters parameters{{"threads", std::int64_t{2}},
                                {"share", 0.5},
                                {"large", std::int64_t{1} << 40U},
                                {"negative", std::int64_t{-1}}};
    EXPECT_THROW((void)parameters.get<int>("thread"), std::out_of_range);
    EXPECT_THROW((void)parameters.get<int>("share"), std::bad_variant_access);
    EXPECT_THROW((void)parameters.get<std::string>("threads"), std::bad_variant_access);
    EXPECT_THROW((void)parameters.get<bool>("threads"), std::bad_variant_access);
    EXPECT_THROW((void)parameters.get<int>("large"), std::out_of_range);
    EXPECT_THROW((void)parameters.get<unsigned>("negative"), std::out_of_range);
    EXPECT_THROW((void)parameters.get_or("share", 7), std::bad_variant_access) << "there, but of another type";
    EXPECT_EQ(parameters.get<std::int64_t>("large"), std::int64_t{1} << 40U);
}

TEST(Parameters, EqualOnesHashEqual) {
    const Parameters a{{"threads", std::int64_t{2}}};
    const Parameters b = a;
    EXPECT_EQ(std::hash<Parameters>{}(a), std::hash<Parameters>{}(b));
    EXPECT_NE(std::hash<Parameters>{}(a), std::hash<Parameters>{}(Parameters{{"threads", std::int64_t{3}}}));
}

TEST(Value, BytesAcceptBinaryUnits) {
    EXPECT_EQ(parse_value(ValueType::bytes, "4096"), Value(Bytes{4096}));
    EXPECT_EQ(parse_value(ValueType::bytes, "4096B"), Value(Bytes{4096}));
    EXPECT_EQ(parse_value(ValueType::bytes, "4KiB"), Value(kibibytes(4)));
    EXPECT_EQ(parse_value(ValueType::bytes, "3MiB"), Value(mebibytes(3)));
    EXPECT_EQ(parse_value(ValueType::bytes, "2GiB"), Value(gibibytes(2)));
    EXPECT_FALSE(parse_value(ValueType::bytes, "17179869184GiB")) << "does not fit";
    EXPECT_FALSE(parse_value(ValueType::bytes, "-1"));
    EXPECT_FALSE(parse_value(ValueType::bytes, "4 KiB"));
}

TEST(Value, WhatIsNoValueOfTheTypeIsRefusedByName) {
    struct Case {
        ValueType type;
        const char* text;
    };
    for (const auto& [type, text] : std::initializer_list<Case>{{ValueType::integer, ""},
                                                                {ValueType::integer, "1.5"},
                                                                {ValueType::integer, "1x"},
                                                                {ValueType::integer, " 1"},
                                                                {ValueType::integer, "9223372036854775808"},
                                                                {ValueType::real, ""},
                                                                {ValueType::real, "nan"},
                                                                {ValueType::real, "inf"},
                                                                {ValueType::real, "-inf"},
                                                                {ValueType::real, "1e999"},
                                                                {ValueType::boolean, "yes"},
                                                                {ValueType::boolean, "True"},
                                                                {ValueType::word, ""},
                                                                {ValueType::word, "a,b"},
                                                                {ValueType::word, "a=b"},
                                                                {ValueType::word, "a[b"},
                                                                {ValueType::word, "a]b"},
                                                                {ValueType::word, "a\nb"}}) {
        const auto value = parse_value(type, text);
        ASSERT_FALSE(value) << text;
        EXPECT_EQ(value.error().kind, ErrorKind::invalid_argument);
        EXPECT_THAT(value.error().message, HasSubstr("'" + std::string(text) + "'"));
        EXPECT_THAT(value.error().message, HasSubstr(std::string(to_string(type))));
    }
}

TEST(Value, TypesHaveWords) {
    for (const ValueType type :
         {ValueType::integer, ValueType::real, ValueType::word, ValueType::boolean, ValueType::bytes}) {
        EXPECT_EQ(value_type_from(to_string(type)), type);
    }
    EXPECT_FALSE(value_type_from("number"));
    EXPECT_EQ(type_of(Value(std::int64_t{1})), ValueType::integer);
    EXPECT_EQ(type_of(Value(1.0)), ValueType::real);
    EXPECT_EQ(type_of(Value(std::string("x"))), ValueType::word);
    EXPECT_EQ(type_of(Value(true)), ValueType::boolean);
    EXPECT_EQ(type_of(Value(Bytes{1})), ValueType::bytes);
}

RC_GTEST_PROP(Value, AnyValueComesBackFromItsText, ()) {
    const Value value = *arbitrary::value();
    RC_ASSERT(parse_value(type_of(value), to_string(value)) == value);
}

RC_GTEST_PROP(Value, RealsComeBackToTheLastDigit, (double number)) {
    RC_PRE(number - number == 0);
    RC_ASSERT(parse_value(ValueType::real, to_string(Value(number))) == Value(number));
}

}  // namespace
}  // namespace inference_pio
