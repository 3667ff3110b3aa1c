/** What two nodes say to each other about files, as bytes, and the hashes of it. */
package io.weft.files.wire;
