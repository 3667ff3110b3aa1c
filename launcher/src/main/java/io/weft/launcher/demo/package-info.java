/** {@code weft demo}: three real nodes on this machine, and what they do. */
package io.weft.launcher.demo;
