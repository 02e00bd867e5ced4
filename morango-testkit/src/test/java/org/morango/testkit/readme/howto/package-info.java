/** Entities of docs/howto.md. */
@NullMarked
package org.morango.testkit.readme.howto;

import org.jspecify.annotations.NullMarked;
