/** Text for people and for scripts: tables, JSON, figures, and the terminal they go to. */
package io.weft.shell.text;
