/** The verbs of the shell: one small class each. */
package io.weft.shell.verb;
