/** From what people and the world move to control points. */
package io.weft.control.input;
