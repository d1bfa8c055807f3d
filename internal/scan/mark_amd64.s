#include "textflag.h"

// func markAVX2(marks *uint64, text *byte, n int, a, b byte)
TEXT ·markAVX2(SB), NOSPLIT, $0-26
	MOVQ         marks+0(FP), DI
	MOVQ         text+8(FP), SI
	MOVQ         n+16(FP), CX
	VPBROADCASTB a+24(FP), Y0
	VPBROADCASTB b+25(FP), Y1

block:
	VMOVDQU   (SI), Y2
	VMOVDQU   32(SI), Y3
	VPCMPEQB  Y0, Y2, Y4
	VPCMPEQB  Y1, Y2, Y5
	VPCMPEQB  Y0, Y3, Y6
	VPCMPEQB  Y1, Y3, Y7
	VPOR      Y4, Y5, Y4
	VPOR      Y6, Y7, Y6
	VPMOVMSKB Y4, AX        // 32 bits each
	VPMOVMSKB Y6, BX
	SHLQ      $32, BX
	ORQ       BX, AX
	MOVQ      AX, (DI)
	ADDQ      $64, SI
	ADDQ      $8, DI
	DECQ      CX
	JNZ       block

	VZEROUPPER
	RET
