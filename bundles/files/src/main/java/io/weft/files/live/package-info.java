/** Transfers as others see them: state, progress, who is told. */
package io.weft.files.live;
