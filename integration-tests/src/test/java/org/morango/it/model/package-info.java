/** Entities that several packages use. */
@NullMarked
package org.morango.it.model;

import org.jspecify.annotations.NullMarked;
