# Runs one process in each of several network namespaces, which a bridge joins. Run it as the first process of new user,
# process, mount and network namespaces, so that everything ends with it.
# Usage: namespaces.sh FOLDER NAME... ; FOLDER/run-NAME says what to run, and 10.77.0.N is its address.
set -e
folder=$1
shift
ip link set lo up
ip link add bridge0 type bridge
ip link set bridge0 up
n=0
for name in "$@"; do
  n=$((n + 1))
  mkfifo "$folder/go-$name"
  unshare -n sh -c '
    read go < "$1/go-$2"
    ip link set lo up
    ip addr add "10.77.0.$3/24" dev eth0
    ip link set eth0 up multicast on
    ip route add 224.0.0.0/4 dev eth0
    . "$1/run-$2"' sh "$folder" "$name" "$n" &
  eval "process_$n=$!"
done
n=0
for name in "$@"; do
  n=$((n + 1))
  eval "process=\$process_$n"
  # Until it has its own namespace, nothing can be moved there.
  while [ "$(readlink "/proc/$process/ns/net")" = "$(readlink /proc/self/ns/net)" ]; do
    sleep 0.05
  done
  ip link add "link$n" type veth peer name eth0 netns "$process"
  ip link set "link$n" up master bridge0
  echo go > "$folder/go-$name"
done
wait
