package org.morango.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RequestWindowTest {
    private static RequestWindow used(long... numbers) {
        RequestWindow window = RequestWindow.NEW;
        for (long number : numbers) {
            window = window.use(number).orElseThrow();
        }
        return window;
    }

    @Test
    void eachNumberIsUsedOnceInWhateverOrder() {
        List<Long> numbers = new ArrayList<>(
                LongStream.rangeClosed(1, RequestWindow.SIZE).boxed().toList());
        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(numbers, new Random(seed));
            RequestWindow window =
                    used(numbers.stream().mapToLong(Long::longValue).toArray());
            assertThat(window).isEqualTo(new RequestWindow(RequestWindow.SIZE, -1));
            assertThat(numbers)
                    .allSatisfy(number -> assertThat(window.use(number)).isEmpty());
        }
    }

    @Test
    void numberFarBelowTheHighestCountsAsUsed() {
        assertThat(used(64).use(1)).isPresent();
        assertThat(used(65).use(1)).isEmpty();
        assertThat(used(1, 65).use(2)).isPresent();
    }

    @Test
    void nothingIsKnownOfNumbersThatWerePassedOver() {
        RequestWindow window = used(1, 2, 1_000);
        assertThat(window).isEqualTo(new RequestWindow(1_000, 1));
        assertThat(window.use(2)).isEmpty();
        assertThat(window.use(999)).isPresent();
    }

    @Test
    void numbersBeginWithOne() {
        assertThat(RequestWindow.NEW.use(0)).isEmpty();
        assertThat(RequestWindow.NEW.use(-1)).isEmpty();
        assertThat(RequestWindow.NEW.use(1)).contains(new RequestWindow(1, 1));
        RequestWindow last = used(Long.MAX_VALUE);
        assertThat(last.use(Long.MIN_VALUE)).isEmpty();
        assertThat(last.use(Long.MAX_VALUE)).isEmpty();
        assertThat(last.use(Long.MAX_VALUE - 1)).isPresent();
    }
}
