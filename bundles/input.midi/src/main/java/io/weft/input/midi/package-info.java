/** MIDI controllers of this machine as input devices. */
package io.weft.input.midi;
