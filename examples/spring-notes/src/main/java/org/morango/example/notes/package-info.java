/** Notes that several instances share: a single-page web application on the Spring Boot starter. */
@NullMarked
package org.morango.example.notes;

import org.jspecify.annotations.NullMarked;
