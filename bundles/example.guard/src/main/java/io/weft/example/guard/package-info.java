/** An interceptor that guards services, and a handler that stops when nobody waits. */
package io.weft.example.guard;
