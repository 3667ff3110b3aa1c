/** Frames that are compressed with lz4. */
package io.weft.compress.lz4;
