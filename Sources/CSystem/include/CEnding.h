/* Signals that ask the program to come to its end (Ending.c). */
#ifndef CENDING_H
#define CENDING_H

/* From now on the first SIGINT or SIGTERM is noted, and each after it ends the program as usual. One that is ignored
 * stays so. Returns 0, or -1. */
int csystem_note_ending(void);

/* The signal that was noted; 0 where there was none. */
int csystem_ending_signal(void);

/* Waits so many seconds, or until a signal is noted. */
void csystem_await_ending(unsigned seconds);

/* Ends the program by a signal that was noted, as if it had not been. Returns where that can't be. */
void csystem_end_by(int number);

#endif
