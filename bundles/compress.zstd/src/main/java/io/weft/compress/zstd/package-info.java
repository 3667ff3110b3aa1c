/** Frames that are compressed with zstd. */
package io.weft.compress.zstd;
