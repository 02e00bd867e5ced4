/** What the starter sets up, and on which conditions. */
@NullMarked
package org.morango.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
