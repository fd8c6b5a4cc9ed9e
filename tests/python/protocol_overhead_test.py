"""A command costs well under a millisecond (protocol_overhead.py prints it); busy machines get fifty times that."""

from protocol_overhead import measure_commands


def test_a_command_is_answered_at_once():
    for command, times in measure_commands(200).items():
        assert sorted(times)[len(times) // 2] < 0.05, command
