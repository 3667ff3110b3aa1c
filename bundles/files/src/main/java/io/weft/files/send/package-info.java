/** The sender's side: where the files are, and the answers to whoever asks for them. */
package io.weft.files.send;
