-- What is found is found by its words and sorted: nothing reads turns by their time here, and each turn had to be entered.
DROP INDEX chat_turns_by_time;
