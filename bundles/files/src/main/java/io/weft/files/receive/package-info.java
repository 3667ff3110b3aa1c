/** The receiver's side: it asks for chunks, writes them, and gives files their final names. */
package io.weft.files.receive;
