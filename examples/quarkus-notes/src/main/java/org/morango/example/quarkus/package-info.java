/** A peer on Quarkus. */
@NullMarked
package org.morango.example.quarkus;

import org.jspecify.annotations.NullMarked;
