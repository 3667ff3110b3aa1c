/** JSON with the place of every value: a mistake is shown by line and column. */
package io.weft.launcher.json;
