/** Entities of docs/howto.md. */
@NullMarked
package org.morango.it.documents.howto;

import org.jspecify.annotations.NullMarked;
