/** How control points spread: changes at once, and comparisons for what changes have missed. */
package io.weft.control.spread;
