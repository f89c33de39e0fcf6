#!/usr/bin/env bash
# PostgreSQL, three processes of MiniChat and nginx on this machine, until Ctrl+C or "cluster.sh stop".
#
#   CLUSTER_PORT      where nginx listens (5000); the processes take the three ports after it, PostgreSQL the fourth
#   CLUSTER_FOLDER    data, secrets and logs (.cluster in the repository); started again, it goes on with them
#   CLUSTER_PROGRAM   a folder with MiniChat.Host.dll; by default it is built
#   POSTGRES_BIN      the folder of initdb and postgres, where they are not found
#
# What else is set in the environment, such as OPENAI_API_KEY, holds for all processes.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=${CLUSTER_FOLDER:-$root/.cluster}
port=${CLUSTER_PORT:-5000}
database_port=$((port + 4))
nodes=(1 2 3)
# Servers stand where only root's path leads.
PATH="$PATH:/usr/sbin"

fail() {
  echo "$1" >&2
  exit 1
}

need() {
  command -v "$1" >/dev/null || fail "$1 is not installed: apt-get install $2."
}

stop() {
  [ -e "$folder/lock" ] || fail "No cluster runs in $folder."
  exec 9<"$folder/lock"
  if flock -n 9; then fail "No cluster runs in $folder."; fi
  kill -TERM "$(cat "$folder/pid")"
  # The lock is free when the last one has ended.
  flock 9
}

# PostgreSQL refuses to run as root.
if [ "$(id -u)" = 0 ]; then
  ordinary=$(id -un postgres 2>/dev/null || echo nobody)
  as_ordinary=(setpriv "--reuid=$ordinary" "--regid=$(id -gn "$ordinary")" --clear-groups)
else
  ordinary=$(id -un)
  as_ordinary=()
fi

find_programs() {
  need setpriv util-linux
  need flock util-linux
  need nginx nginx
  # The one of the path may be a link alone to where all of them are.
  postgres=$(readlink -f "$(command -v "${POSTGRES_BIN:+$POSTGRES_BIN/}initdb" || compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1)" || true)
  postgres=${postgres%/*}
  [ -x "$postgres/pg_isready" ] || fail "PostgreSQL is not installed: apt-get install postgresql, or set POSTGRES_BIN."
  need dotnet dotnet-sdk-10.0
}

find_ports() {
  local one
  for one in $(seq "$port" "$database_port"); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$one") 2>/dev/null; then
      fail "Port $one of 127.0.0.1 is taken: set CLUSTER_PORT to the first of five free ones."
    fi
  done
}

declare -A pids=()

# Starts a program beside this one, with its log. It hears no Ctrl+C, since all must end in order, and ends when this one is killed.
begin() {
  local name=$1
  shift
  setsid setpriv --pdeathsig TERM "$@" </dev/null >>"$folder/logs/$name.log" 2>&1 9>&- &
  pids[$name]=$!
  # Else bash reports in its own words who was killed.
  disown
}

end() {
  local signal=$1 name
  shift
  for name in "$@"; do
    if [ -n "${pids[$name]:-}" ]; then kill "-$signal" "${pids[$name]}" 2>/dev/null || true; fi
  done
  for name in "$@"; do
    while [ -n "${pids[$name]:-}" ] && kill -0 "${pids[$name]}" 2>/dev/null; do sleep 0.1; done
  done
}

# The processes first: they finish what runs, up to 25 s, and that goes out through nginx and into PostgreSQL.
end_all() {
  trap '' INT TERM HUP
  echo "Stopping; running answers have 25 s to finish."
  end TERM "${nodes[@]/#/node}"
  end TERM nginx
  end INT postgres
  rm -f "$folder/pid"
}

# Waits until a command succeeds, as long as the program lives.
await() {
  local name=$1 left=600
  shift
  until "$@"; do
    kill -0 "${pids[$name]}" 2>/dev/null || fail "$name ended: $(tail -n 3 "$folder/logs/$name.log")"
    [ $((left -= 1)) -gt 0 ] || fail "$name is not ready after a minute; see $folder/logs/$name.log."
    sleep 0.1
  done
}

is_ready() {
  local status
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'GET /ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
  read -r _ status _ <&3
  exec 3>&-
  [ "$status" = 200 ]
}

new_secret() {
  head -c 48 /dev/urandom | base64 -w 0 | tr '+/' '-_'
}

# Once: both secrets, and a database of the role "minichat". Under another name until it is whole.
prepare() {
  mkdir -p "$folder/logs"
  if [ ! -e "$folder/secrets" ]; then
    (umask 077 && printf 'jwt_secret=%s\ndatabase_password=%s\n' "$(new_secret)" "$(new_secret)" >"$folder/secrets.new")
    mv "$folder/secrets.new" "$folder/secrets"
  fi
  . "$folder/secrets"
  if [ -e "$folder/postgres/data" ]; then return; fi

  rm -rf "$folder/postgres"
  mkdir -p "$folder/postgres"
  chown "$ordinary" "$folder/postgres"
  "${as_ordinary[@]}" test -w "$folder/postgres" ||
    fail "The user $ordinary, as whom PostgreSQL runs, cannot reach $folder: set CLUSTER_FOLDER, such as to /var/tmp/minichat."
  "${as_ordinary[@]}" "$postgres/initdb" --pgdata="$folder/postgres/new" --auth-local=peer --auth-host=scram-sha-256 \
    --encoding=UTF8 --no-locale >/dev/null
  "${as_ordinary[@]}" "$postgres/postgres" --single -D "$folder/postgres/new" postgres >>"$folder/logs/postgres.log" 2>&1 <<SQL
CREATE ROLE minichat LOGIN PASSWORD '$database_password'
CREATE DATABASE minichat OWNER minichat
SQL
  mv "$folder/postgres/new" "$folder/postgres/data"
}

start_postgres() {
  begin postgres "${as_ordinary[@]:1}" "$postgres/postgres" -D "$folder/postgres/data" -p "$database_port" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories=
  await postgres "$postgres/pg_isready" -q -h 127.0.0.1 -p "$database_port"
}

start_nodes() {
  local node
  export JWT_SECRET=$jwt_secret MiniChat__TrustedProxies=127.0.0.1
  export ConnectionStrings__MiniChat="Host=127.0.0.1;Port=$database_port;Database=minichat;Username=minichat;Password=$database_password"
  for node in "${nodes[@]}"; do
    mkdir -p "$folder/node$node"
    cd "$folder/node$node"
    export ASPNETCORE_URLS="http://127.0.0.1:$((port + node))"
    begin "node$node" dotnet "$program/MiniChat.Host.dll"
    cd "$root"
  done
  for node in "${nodes[@]}"; do
    await "node$node" is_ready $((port + node))
  done
}

# The site of nginx.conf, with the ports and the logs of here.
write_nginx() {
  local node kind
  mkdir -p "$folder/nginx"
  sed -e "s|listen 80;|listen 127.0.0.1:$port;|" -e "s|/var/log/nginx/|$folder/logs/|" "$root/deploy/nginx.conf" >"$folder/nginx/minichat.conf"
  cp "$root/deploy/nginx-nodes.conf" "$folder/nginx/minichat-nodes.conf"
  for node in "${nodes[@]}"; do
    sed -i "s|127.0.0.1:500$node |127.0.0.1:$((port + node)) |" "$folder/nginx/minichat-nodes.conf"
  done
  {
    if [ "$(id -u)" = 0 ]; then echo "user $ordinary $(id -gn "$ordinary");"; fi
    echo "daemon off; pid $folder/nginx/pid; error_log stderr; events { } http {"
    for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $folder/nginx/$kind;"; done
    echo "include $folder/nginx/minichat*.conf; }"
  } >"$folder/nginx/nginx.conf"
}

start_nginx() {
  write_nginx
  begin nginx nginx -p "$folder/nginx" -c "$folder/nginx/nginx.conf"
  await nginx is_ready "$port"
}

# Says who has ended, such as by kill -9, and goes on with the others.
watch() {
  local name
  while [ "${#pids[@]}" != 0 ]; do
    for name in "${!pids[@]}"; do
      kill -0 "${pids[$name]}" 2>/dev/null && continue
      echo "$name has ended; see $folder/logs/$name.log."
      unset "pids[$name]"
    done
    sleep 1
  done
}

case ${1:-} in
  '') ;;
  stop)
    stop
    exit
    ;;
  *) fail "cluster.sh knows no '$1': it takes nothing, or stop." ;;
esac

find_programs
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
exec 9>>"$folder/lock"
flock -n 9 || fail "A cluster runs in $folder already."
find_ports
program=${CLUSTER_PROGRAM:-$folder/program}
[ -n "${CLUSTER_PROGRAM:-}" ] || dotnet publish "$root/MiniChat.Host" -c Release -o "$program" --nologo -v quiet 9>&-
prepare
echo $$ >"$folder/pid"
trap end_all EXIT
trap 'exit 0' INT TERM HUP
start_postgres
start_nodes
start_nginx
cat <<TEXT
MiniChat is at http://localhost:$port
processes     http://localhost:$((port + 1)) to $((port + 3)): process ids ${pids[node1]} ${pids[node2]} ${pids[node3]}
PostgreSQL    127.0.0.1:$database_port, process id ${pids[postgres]}; nginx: process id ${pids[nginx]}
logs          $folder/logs
data          $folder, which can be deleted after the end
To stop it: Ctrl+C here, or make cluster-stop.
TEXT
watch
