#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A Containerfile gives the files and the configuration that Docker makes of it, with BuildKit.
# shellcheck disable=SC2154,SC2034 # bats and the helpers set and read them

SHIM=io.containerd.runc.v2 # nothing is run

load lib/common
load lib/daemon
load lib/docker

setup_file() {
  private_begin
  docker_begin
  command -v skopeo >/dev/null || skip "skopeo is not installed"
  base_image
  context
}
teardown_file() {
  docker_end
  private_end
}

# An image to start from: users, a link to a directory, a directory that all may write to.
base_image() {
  local root=$W/base
  mkdir -p "$root/etc" "$root/usr/lib" "$root/tmp" "$root/srv/old" "$W/images"
  printf 'root:x:0:0::/:/bin/sh\nweb:x:1000:1001::/:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\nstaff:x:50:web\n' >"$root/etc/group"
  echo old >"$root/srv/old/file"
  chmod 1777 "$root/tmp"
  ln -s usr/lib "$root/lib"
  ln -s /usr/lib "$root/absolute"
  "$PYTHON" "$LIB/image.py" "$root" "$W/images/base.tar" base:latest '{"Cmd":["default","arguments"],"Entrypoint":["/entry"],
    "Env":["PATH=/bin","FROM_BASE=yes"],"Labels":{"from.base":"yes"},"WorkingDir":"/srv"}'
  dk load -qi "$W/images/base.tar" >/dev/null
  JUKE_ROOT=$W/root "$JUKE_DIST/bin/juke" load -i "$W/images/base.tar" >/dev/null
}

# What is copied from. Modes are those that Juke gives: 644, and 755 for what can be run.
context() {
  local c=$W/context
  mkdir -p "$c/dir/sub/deep" "$c/empty" "$c/a b"
  cp "$GUESTS/hello" "$c/kernel"
  for file in one.txt two.txt three.md dir/in.txt dir/in.md dir/sub/below.txt dir/sub/deep/far.txt "a b/c d" '[x]'; do
    echo "$file" >"$c/$file"
  done
  ln -s one.txt "$c/link"
  ln -s dir/sub "$c/to-dir"
  ln -s ../in.txt "$c/dir/sub/up"
  tar -C "$c/dir" --owner 7 --group 8 -cf "$c/plain.tar" .
  tar -C "$c/dir" --owner 7 --group 8 -czf "$c/zipped.tgz" sub in.txt
  gzip -c "$c/one.txt" >"$c/text.gz"
  chmod -R u=rwX,go=rX "$c"
  chmod 755 "$c/kernel" "$c/two.txt"
}

# The image that Docker makes, and the one that Juke makes, as text.
docker_tree() { # FILE ARGUMENT…
  local file=$1
  shift
  rm -rf "$W/docker.oci" "$W/docker.tar"
  DOCKER_BUILDKIT=1 dk build -q -t compared -f "$file" "$@" "$W/context" >"$W/docker.out" 2>&1 </dev/null || return
  dk save -o "$W/docker.tar" compared
  skopeo --insecure-policy copy -q "docker-archive:$W/docker.tar" "oci:$W/docker.oci:x"
  "$PYTHON" "$LIB/image_tree.py" "$W/docker.oci" x
}
juke_tree() {
  local file=$1
  shift
  rm -rf "$W/juke.oci"
  JUKE_ROOT=$W/root "$JUKE_DIST/bin/juke" build -f "$file" -o "oci:$W/juke.oci:x" "$@" "$W/context" >"$W/juke.out" 2>&1 || return
  "$PYTHON" "$LIB/image_tree.py" "$W/juke.oci" x
}

# compare [ARGUMENT…]: standard input is a Containerfile, to which a kernel is added.
compare() {
  cat >"$W/Containerfile"
  printf '\nCOPY kernel /k/kernel\nLABEL com.urunc.unikernel.unikernelType=unikraft com.urunc.unikernel.hypervisor=qemu com.urunc.unikernel.binary=/k/kernel\n' >>"$W/Containerfile"
  docker_tree "$W/Containerfile" "$@" >"$W/docker.tree" || { cat "$W/docker.out"; return 1; }
  juke_tree "$W/Containerfile" "$@" >"$W/juke.tree" || { cat "$W/juke.out"; return 1; }
  diff -U 0 "$W/docker.tree" "$W/juke.tree"
}

@test "files and directories go where Docker puts them" {
  compare <<'END'
FROM scratch
COPY one.txt /
COPY one.txt /renamed
COPY one.txt /new/
COPY one.txt two.txt /several/
COPY dir /copied
COPY dir/ /copied2/
COPY dir /several
COPY empty /e/m/p/t/y
COPY . /all/
END
}

@test "patterns, quotes, blanks and JSON" {
  compare <<'END'
FROM scratch
COPY *.txt /txt/
COPY t*.* missing* /t/
COPY dir/*/be?ow.txt /below/
COPY [ot][nw]*.txt /class/
COPY ["a b/c d", "/with blank/"]
COPY "one.txt" '/quoted'
COPY [[]x] /bracket
COPY d*/sub /several/
END
}

@test "links are kept or followed" {
  compare <<'END'
FROM base
COPY link /as-file
COPY to-dir /as-directory
COPY to-dir/below.txt /through
COPY dir /dir
COPY one.txt /lib/
COPY two.txt /lib/renamed
COPY one.txt /absolute/other
COPY dir /lib/more
COPY dir/sub/up /up
END
}

@test "working directories, relative destinations, and directories that are there" {
  compare <<'END'
FROM base
COPY one.txt .
COPY one.txt ./a/b
WORKDIR sub
COPY one.txt .
WORKDIR /deep/er
COPY dir ../side
COPY one.txt /tmp/
WORKDIR ..
WORKDIR /lib/linked
END
}

@test "owners and modes" {
  compare <<'END'
FROM base
COPY --chown=web dir /by-name
COPY --chown=web:staff one.txt /name-and-group
COPY --chown=5 one.txt /number/
COPY --chown=5:6 one.txt two.txt /numbers/
COPY --chmod=711 one.txt /mode
COPY --chmod=600 --chown=9 one.txt /both
USER web
WORKDIR /users/own
COPY one.txt .
END
}

@test "archives" {
  compare <<'END'
FROM base
ADD plain.tar /plain
ADD zipped.tgz /zipped/
ADD text.gz /text/
COPY plain.tar /kept/
ADD plain.tar zipped.tgz /two/
ADD one.txt /file
ADD zipped.tgz /lib/
END
}

@test "stages" {
  compare <<'END'
ARG WHICH=base
FROM scratch AS files
COPY one.txt /from/one
COPY --chown=4:5 dir /from/dir
FROM ${WHICH} AS middle
COPY --from=files /from /middle
ENV IN_MIDDLE=1
FROM files
COPY never /
FROM middle
COPY --from=0 /from/d* /zero/
COPY --from=base /etc/passwd /srv/old /base/
COPY --from=middle /lib/ /libs
END
}

@test "another target" {
  compare --target first <<'END'
FROM scratch AS last
FROM base AS First
END
}

@test "what the configuration says" {
  compare <<'END'
FROM base
ENV A=1 B="two words" C=three\ words
ENV D old form of  it
ENV A=2
LABEL one=1 "two words"=2 three="it's" \
  # a comment
  four="$A-${B}-\$C"
EXPOSE 80 443/udp 8000-8002
EXPOSE ${A}000
USER web:staff
STOPSIGNAL SIGINT
VOLUME /data /more
VOLUME ["/list", "/x y"]
CMD ["a", "b $A"]
END
}

@test "CMD and ENTRYPOINT: forms, and what one makes of the other" {
  compare <<'END'
FROM base
ENTRYPOINT ["/new"]
END
  compare <<'END'
FROM base
CMD echo "a  b" $HOME
ENTRYPOINT exec /x
END
  compare <<'END'
FROM base
SHELL ["/bin/bash", "-c"]
CMD echo
END
  compare <<'END'
FROM base
CMD []
END
  compare <<'END'
FROM base
ENTRYPOINT []
END
}

@test "variables" {
  compare --build-arg GIVEN=given --build-arg EMPTY= <<'END'
ARG GLOBAL=global
ARG USED=${GLOBAL}-used
FROM base
ARG GIVEN
ARG EMPTY=otherwise
ARG UNSET
ARG GLOBAL
ARG USED
ARG LOCAL=local-${GIVEN}
ENV V=value E=
ENV X1=$GIVEN X2=${EMPTY:-empty} X3=${UNSET:-unset} X4=${V:+set} X5=${E:+set} X6=$LOCAL X7=$USED X8=$TARGETARCH
ENV Y1="$V" Y2='$V' Y3=\$V Y4="\$V" Y5=$V$V Y6=${V}x Y7=$Vx Y8="a\tb" Y9=a\\b
ENV V=changed W=$V
ARG TARGETARCH
ARG V=argument
LABEL arch=$TARGETARCH v=$V from=$FROM_BASE
END
}

@test ".dockerignore" {
  printf '# comment\n*.md\n!three.md\ndir/**/deep\n**/in.*\n/a*\nempty/\n' >"$W/Containerfile.dockerignore"
  compare <<'END'
FROM scratch
COPY . /all
END
  printf '*\n!kernel\n!dir/sub/*.txt\n' >"$W/Containerfile.dockerignore"
  compare <<'END'
FROM scratch
COPY . /all
COPY dir /dir
END
  rm -f "$W/Containerfile.dockerignore"
}

@test "lines, comments, and the escape character" {
  compare <<'END'
# escape=`
# A comment

from scratch as X
  COPY one.txt `
# in between
    /a`
b
	label a=1 `

      b=`$c
END
}
