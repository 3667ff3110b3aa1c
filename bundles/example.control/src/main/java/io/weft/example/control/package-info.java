/** A light that follows control points, and a desk that sets them. */
package io.weft.example.control;
